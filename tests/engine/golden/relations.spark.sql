-- adsl
WITH scored_after AS (
  SELECT DISTINCT
    USUBJID
  FROM placed
  WHERE
    RDY > 0
    AND STATUS = 'DETERMINED'
    AND DATASET IN ('adqs', 'adrs')
    AND NOT DEFID IN ('prednisone-equivalent', 'drug-free')
)
SELECT
  s.STUDYID,
  s.USUBJID,
  s.SUBJID,
  s.DISEASE,
  s.ARM,
  s.AGE,
  s.SEX,
  s.RACE,
  s.COUNTRY,
  s.CONSENT AS CONSDT,
  s.APHERESIS AS APHERDT,
  s.LYMPHODEPLETION AS LDSTDT,
  s.DAY0 AS TRTSDT,
  s.DAY0_SOURCE AS TRTSRC,
  s.INFUSIONS AS INFNUM,
  s.CELLS,
  s.CELLS_UNIT AS CELLSU,
  s.LAST_CONTACT AS LSTCNDT,
  s.DEATH AS DTHDT,
  DATEDIFF(DAY, s.DAY0, s.LAST_CONTACT) AS FUPDAYS,
  'Y' AS CONSFL,
  CASE WHEN NOT s.APHERESIS IS NULL THEN 'Y' ELSE 'N' END AS APHERFL,
  CASE WHEN NOT s.LYMPHODEPLETION IS NULL THEN 'Y' ELSE 'N' END AS LDFL,
  CASE WHEN NOT s.INFUSION IS NULL THEN 'Y' ELSE 'N' END AS INFFL,
  CASE WHEN NOT s.INFUSION IS NULL AND NOT a.USUBJID IS NULL THEN 'Y' ELSE 'N' END AS EVALFL
FROM subject AS s
LEFT JOIN scored_after AS a
  ON a.USUBJID = s.USUBJID;

-- adtte
WITH assessed AS (
  SELECT
    USUBJID,
    APERIOD,
    MAX(ADT) AS LAST_ASSESSED
  FROM response_day
  GROUP BY
    USUBJID,
    APERIOD
), first_run AS (
  SELECT
    *
  FROM (
    SELECT
      *,
      ROW_NUMBER() OVER (PARTITION BY USUBJID, APERIOD ORDER BY STARTED NULLS LAST) AS _w
    FROM response_run
  ) AS _t
  WHERE
    _w = 1
), sustained AS (
  SELECT
    *
  FROM (
    SELECT
      *,
      ROW_NUMBER() OVER (PARTITION BY USUBJID, APERIOD ORDER BY STARTED NULLS LAST) AS _w
    FROM response_run
    WHERE
      DATEDIFF(DAY, STARTED, LAST_SEEN) >= 28
  ) AS _t
  WHERE
    _w = 1
)
SELECT
  s.STUDYID,
  p.USUBJID,
  'TTREM' AS PARAMCD,
  'Time to first response' AS PARAM,
  p.APERIOD,
  p.DAY0 AS STARTDT,
  COALESCE(f.STARTED, COALESCE(a.LAST_ASSESSED, p.DAY0)) AS ADT,
  DATEDIFF(DAY, p.DAY0, COALESCE(f.STARTED, COALESCE(a.LAST_ASSESSED, p.DAY0))) AS AVAL,
  CASE WHEN f.STARTED IS NULL THEN 1 ELSE 0 END AS CNSR,
  CASE WHEN NOT f.STARTED IS NULL THEN f.LABEL END AS EVNTDESC,
  CASE WHEN f.STARTED IS NULL THEN 'last assessment or contact in the period' END AS CNSDTDSC,
  CASE
    WHEN f.STARTED IS NULL
    THEN COALESCE(a.LAST_ASSESSED, p.DAY0)
    ELSE COALESCE(f.LAST_WITHOUT, p.DAY0)
  END AS ADTLO,
  f.STARTED AS ADTHI
FROM period AS p
JOIN subject AS s
  ON s.USUBJID = p.USUBJID
LEFT JOIN assessed AS a
  ON a.USUBJID = p.USUBJID AND a.APERIOD = p.APERIOD
LEFT JOIN first_run AS f
  ON f.USUBJID = p.USUBJID AND f.APERIOD = p.APERIOD
WHERE
  NOT p.DAY0 IS NULL
  AND s.DISEASE IN (
    SELECT
      DISEASE
    FROM response_state
  )
UNION ALL
SELECT
  s.STUDYID,
  p.USUBJID,
  'TTSREM' AS PARAMCD,
  'Time to sustained response' AS PARAM,
  p.APERIOD,
  p.DAY0 AS STARTDT,
  COALESCE(f.STARTED, COALESCE(a.LAST_ASSESSED, p.DAY0)) AS ADT,
  DATEDIFF(DAY, p.DAY0, COALESCE(f.STARTED, COALESCE(a.LAST_ASSESSED, p.DAY0))) AS AVAL,
  CASE WHEN f.STARTED IS NULL THEN 1 ELSE 0 END AS CNSR,
  CASE WHEN NOT f.STARTED IS NULL THEN f.LABEL END AS EVNTDESC,
  CASE WHEN f.STARTED IS NULL THEN 'last assessment or contact in the period' END AS CNSDTDSC,
  CASE
    WHEN f.STARTED IS NULL
    THEN COALESCE(a.LAST_ASSESSED, p.DAY0)
    ELSE COALESCE(f.LAST_WITHOUT, p.DAY0)
  END AS ADTLO,
  f.STARTED AS ADTHI
FROM period AS p
JOIN subject AS s
  ON s.USUBJID = p.USUBJID
LEFT JOIN assessed AS a
  ON a.USUBJID = p.USUBJID AND a.APERIOD = p.APERIOD
LEFT JOIN sustained AS f
  ON f.USUBJID = p.USUBJID AND f.APERIOD = p.APERIOD
WHERE
  NOT p.DAY0 IS NULL
  AND s.DISEASE IN (
    SELECT
      DISEASE
    FROM response_state
  )
UNION ALL
SELECT
  s.STUDYID,
  p.USUBJID,
  'TTREL' AS PARAMCD,
  'Time from first response to relapse' AS PARAM,
  p.APERIOD,
  f.STARTED AS STARTDT,
  COALESCE(r.ADT, COALESCE(a.LAST_ASSESSED, p.DAY0)) AS ADT,
  DATEDIFF(DAY, f.STARTED, COALESCE(r.ADT, COALESCE(a.LAST_ASSESSED, p.DAY0))) AS AVAL,
  CASE WHEN r.ADT IS NULL THEN 1 ELSE 0 END AS CNSR,
  CASE WHEN NOT r.ADT IS NULL THEN r.LABEL END AS EVNTDESC,
  CASE WHEN r.ADT IS NULL THEN 'last assessment or contact in the period' END AS CNSDTDSC,
  CASE WHEN r.ADT IS NULL THEN COALESCE(a.LAST_ASSESSED, p.DAY0) ELSE f.STARTED END AS ADTLO,
  r.ADT AS ADTHI
FROM period AS p
JOIN subject AS s
  ON s.USUBJID = p.USUBJID
LEFT JOIN assessed AS a
  ON a.USUBJID = p.USUBJID AND a.APERIOD = p.APERIOD
JOIN first_run AS f
  ON f.USUBJID = p.USUBJID AND f.APERIOD = p.APERIOD
LEFT JOIN relapse AS r
  ON r.USUBJID = p.USUBJID AND r.APERIOD = p.APERIOD
WHERE
  NOT p.DAY0 IS NULL
UNION ALL
SELECT
  s.STUDYID,
  p.USUBJID,
  'FUP' AS PARAMCD,
  'Follow-up from day 0' AS PARAM,
  p.APERIOD,
  p.DAY0 AS STARTDT,
  COALESCE(
    CASE WHEN NOT p.ENDS IS NULL AND p.ENDS < s.LAST_CONTACT THEN p.ENDS END,
    s.LAST_CONTACT
  ) AS ADT,
  DATEDIFF(
    DAY,
    p.DAY0,
    COALESCE(
      CASE WHEN NOT p.ENDS IS NULL AND p.ENDS < s.LAST_CONTACT THEN p.ENDS END,
      s.LAST_CONTACT
    )
  ) AS AVAL,
  CASE
    WHEN s.DEATH = COALESCE(
      CASE WHEN NOT p.ENDS IS NULL AND p.ENDS < s.LAST_CONTACT THEN p.ENDS END,
      s.LAST_CONTACT
    )
    THEN 1
    ELSE 0
  END AS CNSR,
  CASE
    WHEN s.DEATH = COALESCE(
      CASE WHEN NOT p.ENDS IS NULL AND p.ENDS < s.LAST_CONTACT THEN p.ENDS END,
      s.LAST_CONTACT
    )
    THEN CAST(NULL AS STRING)
    ELSE 'end of follow-up'
  END AS EVNTDESC,
  CASE
    WHEN s.DEATH = COALESCE(
      CASE WHEN NOT p.ENDS IS NULL AND p.ENDS < s.LAST_CONTACT THEN p.ENDS END,
      s.LAST_CONTACT
    )
    THEN 'death'
  END AS CNSDTDSC,
  COALESCE(
    CASE WHEN NOT p.ENDS IS NULL AND p.ENDS < s.LAST_CONTACT THEN p.ENDS END,
    s.LAST_CONTACT
  ) AS ADTLO,
  COALESCE(
    CASE WHEN NOT p.ENDS IS NULL AND p.ENDS < s.LAST_CONTACT THEN p.ENDS END,
    s.LAST_CONTACT
  ) AS ADTHI
FROM period AS p
JOIN subject AS s
  ON s.USUBJID = p.USUBJID
WHERE
  NOT p.DAY0 IS NULL AND s.LAST_CONTACT >= p.DAY0;

-- analysis_day
SELECT
  d.USUBJID,
  d.ADT,
  p.APERIOD,
  DATEDIFF(DAY, p.DAY0, d.ADT) AS RDY,
  DATEDIFF(DAY, p.DAY0, d.ADT) + CASE WHEN d.ADT >= p.DAY0 THEN 1 ELSE 0 END AS ADY,
  v.AVISITN,
  v.AVISIT,
  ABS(DATEDIFF(DAY, p.DAY0, d.ADT) - v.TARGET) AS DISTANCE
FROM (
  SELECT DISTINCT
    USUBJID,
    ADT
  FROM scored
) AS d
JOIN period AS p
  ON p.USUBJID = d.USUBJID
  AND (
    p.STARTS IS NULL OR d.ADT >= p.STARTS
  )
  AND (
    p.ENDS IS NULL OR d.ADT <= p.ENDS
  )
LEFT JOIN protocol_visit AS v
  ON DATEDIFF(DAY, p.DAY0, d.ADT) >= v.LOW AND DATEDIFF(DAY, p.DAY0, d.ADT) <= v.HIGH;

-- around_1
SELECT
  v.USUBJID,
  v.ADT,
  m.PLACE,
  e.VALUE,
  e.TEXT,
  e.UNIT,
  e.DOMAIN,
  e.TESTCD,
  e.SEQ,
  e.DTC
FROM visit_1 AS v
JOIN evidence AS e
  ON e.USUBJID = v.USUBJID AND e.FIRST = v.ADT
JOIN (
  SELECT
    *
  FROM item_place
  WHERE
    NUMBER = 1 AND MOMENT = 'assessment' AND NOT ASSESSES
) AS m
  ON m.DOMAIN = e.DOMAIN AND m.TESTCD = e.TESTCD AND (
    m.CAT = '' OR m.CAT = e.CAT
  )
WHERE
  e.DOMAIN IN ('ADCM', 'ADRS') AND (
    NOT e.VALUE IS NULL OR NOT e.TEXT IS NULL
  )
UNION ALL
SELECT
  *
FROM (
  SELECT
    USUBJID,
    ADT,
    PLACE,
    VALUE,
    TEXT,
    UNIT,
    DOMAIN,
    TESTCD,
    SEQ,
    DTC
  FROM (
    SELECT
      v.USUBJID,
      v.ADT,
      m.PLACE,
      e.VALUE,
      e.TEXT,
      e.UNIT,
      e.DOMAIN,
      e.TESTCD,
      e.SEQ,
      e.DTC,
      ROW_NUMBER() OVER (
        PARTITION BY v.USUBJID, v.ADT, m.PLACE
        ORDER BY CASE m.PICK WHEN 'highest' THEN -e.VALUE WHEN 'lowest' THEN e.VALUE END NULLS LAST, ABS(DATEDIFF(DAY, v.ADT, e.FIRST)) NULLS LAST, DATEDIFF(DAY, v.ADT, e.FIRST) NULLS LAST, e.TIME DESC, e.SEQ DESC
      ) AS _w
    FROM visit_1 AS v
    JOIN evidence AS e
      ON e.USUBJID = v.USUBJID
    JOIN (
      SELECT
        *
      FROM item_place
      WHERE
        NUMBER = 1 AND MOMENT = 'assessment' AND NOT ASSESSES
    ) AS m
      ON m.DOMAIN = e.DOMAIN AND m.TESTCD = e.TESTCD AND (
        m.CAT = '' OR m.CAT = e.CAT
      )
    WHERE
      e.DOMAIN IN ('QS')
      AND (
        NOT e.VALUE IS NULL OR NOT e.TEXT IS NULL
      )
      AND DATEDIFF(DAY, v.ADT, e.FIRST) <= m.AFTER_DAYS
      AND (
        m.BEFORE_DAYS IS NULL OR DATEDIFF(DAY, v.ADT, e.FIRST) >= -m.BEFORE_DAYS
      )
  ) AS _t
  WHERE
    _w = 1
) AS nearest;

-- around_13
SELECT
  v.USUBJID,
  v.ADT,
  m.PLACE,
  e.VALUE,
  e.TEXT,
  e.UNIT,
  e.DOMAIN,
  e.TESTCD,
  e.SEQ,
  e.DTC
FROM visit_13 AS v
JOIN evidence AS e
  ON e.USUBJID = v.USUBJID AND e.FIRST = v.ADT
JOIN (
  SELECT
    *
  FROM item_place
  WHERE
    NUMBER = 13 AND MOMENT = 'assessment' AND NOT ASSESSES
) AS m
  ON m.DOMAIN = e.DOMAIN AND m.TESTCD = e.TESTCD AND (
    m.CAT = '' OR m.CAT = e.CAT
  )
WHERE
  e.DOMAIN IN ('ADQS') AND (
    NOT e.VALUE IS NULL OR NOT e.TEXT IS NULL
  )
UNION ALL
SELECT
  *
FROM (
  SELECT
    USUBJID,
    ADT,
    PLACE,
    VALUE,
    TEXT,
    UNIT,
    DOMAIN,
    TESTCD,
    SEQ,
    DTC
  FROM (
    SELECT
      v.USUBJID,
      v.ADT,
      m.PLACE,
      e.VALUE,
      e.TEXT,
      e.UNIT,
      e.DOMAIN,
      e.TESTCD,
      e.SEQ,
      e.DTC,
      ROW_NUMBER() OVER (
        PARTITION BY v.USUBJID, v.ADT, m.PLACE
        ORDER BY CASE m.PICK WHEN 'highest' THEN -e.VALUE WHEN 'lowest' THEN e.VALUE END NULLS LAST, ABS(DATEDIFF(DAY, v.ADT, e.FIRST)) NULLS LAST, DATEDIFF(DAY, v.ADT, e.FIRST) NULLS LAST, e.TIME DESC, e.SEQ DESC
      ) AS _w
    FROM visit_13 AS v
    JOIN evidence AS e
      ON e.USUBJID = v.USUBJID
    JOIN (
      SELECT
        *
      FROM item_place
      WHERE
        NUMBER = 13 AND MOMENT = 'assessment' AND NOT ASSESSES
    ) AS m
      ON m.DOMAIN = e.DOMAIN AND m.TESTCD = e.TESTCD AND (
        m.CAT = '' OR m.CAT = e.CAT
      )
    WHERE
      e.DOMAIN IN ('ADLB')
      AND (
        NOT e.VALUE IS NULL OR NOT e.TEXT IS NULL
      )
      AND DATEDIFF(DAY, v.ADT, e.FIRST) <= m.AFTER_DAYS
      AND (
        m.BEFORE_DAYS IS NULL OR DATEDIFF(DAY, v.ADT, e.FIRST) >= -m.BEFORE_DAYS
      )
  ) AS _t
  WHERE
    _w = 1
) AS nearest;

-- around_14
SELECT
  v.USUBJID,
  v.ADT,
  m.PLACE,
  e.VALUE,
  e.TEXT,
  e.UNIT,
  e.DOMAIN,
  e.TESTCD,
  e.SEQ,
  e.DTC
FROM visit_14 AS v
JOIN evidence_2 AS e
  ON e.USUBJID = v.USUBJID AND e.FIRST = v.ADT
JOIN (
  SELECT
    *
  FROM item_place
  WHERE
    NUMBER = 14 AND MOMENT = 'assessment' AND NOT ASSESSES
) AS m
  ON m.DOMAIN = e.DOMAIN AND m.TESTCD = e.TESTCD AND (
    m.CAT = '' OR m.CAT = e.CAT
  )
WHERE
  e.DOMAIN IN ('ADCM') AND (
    NOT e.VALUE IS NULL OR NOT e.TEXT IS NULL
  )
UNION ALL
SELECT
  *
FROM (
  SELECT
    USUBJID,
    ADT,
    PLACE,
    VALUE,
    TEXT,
    UNIT,
    DOMAIN,
    TESTCD,
    SEQ,
    DTC
  FROM (
    SELECT
      v.USUBJID,
      v.ADT,
      m.PLACE,
      e.VALUE,
      e.TEXT,
      e.UNIT,
      e.DOMAIN,
      e.TESTCD,
      e.SEQ,
      e.DTC,
      ROW_NUMBER() OVER (
        PARTITION BY v.USUBJID, v.ADT, m.PLACE
        ORDER BY CASE m.PICK WHEN 'highest' THEN -e.VALUE WHEN 'lowest' THEN e.VALUE END NULLS LAST, ABS(DATEDIFF(DAY, v.ADT, e.FIRST)) NULLS LAST, DATEDIFF(DAY, v.ADT, e.FIRST) NULLS LAST, e.TIME DESC, e.SEQ DESC
      ) AS _w
    FROM visit_14 AS v
    JOIN evidence_2 AS e
      ON e.USUBJID = v.USUBJID
    JOIN (
      SELECT
        *
      FROM item_place
      WHERE
        NUMBER = 14 AND MOMENT = 'assessment' AND NOT ASSESSES
    ) AS m
      ON m.DOMAIN = e.DOMAIN AND m.TESTCD = e.TESTCD AND (
        m.CAT = '' OR m.CAT = e.CAT
      )
    WHERE
      e.DOMAIN IN ('ADQS')
      AND (
        NOT e.VALUE IS NULL OR NOT e.TEXT IS NULL
      )
      AND DATEDIFF(DAY, v.ADT, e.FIRST) <= m.AFTER_DAYS
      AND (
        m.BEFORE_DAYS IS NULL OR DATEDIFF(DAY, v.ADT, e.FIRST) >= -m.BEFORE_DAYS
      )
  ) AS _t
  WHERE
    _w = 1
) AS nearest;

-- around_2
SELECT
  *
FROM (
  SELECT
    USUBJID,
    ADT,
    PLACE,
    VALUE,
    TEXT,
    UNIT,
    DOMAIN,
    TESTCD,
    SEQ,
    DTC
  FROM (
    SELECT
      v.USUBJID,
      v.ADT,
      m.PLACE,
      e.VALUE,
      e.TEXT,
      e.UNIT,
      e.DOMAIN,
      e.TESTCD,
      e.SEQ,
      e.DTC,
      ROW_NUMBER() OVER (
        PARTITION BY v.USUBJID, v.ADT, m.PLACE
        ORDER BY CASE m.PICK WHEN 'highest' THEN -e.VALUE WHEN 'lowest' THEN e.VALUE END NULLS LAST, ABS(DATEDIFF(DAY, v.ADT, e.FIRST)) NULLS LAST, DATEDIFF(DAY, v.ADT, e.FIRST) NULLS LAST, e.TIME DESC, e.SEQ DESC
      ) AS _w
    FROM visit_2 AS v
    JOIN evidence AS e
      ON e.USUBJID = v.USUBJID
    JOIN (
      SELECT
        *
      FROM item_place
      WHERE
        NUMBER = 2 AND MOMENT = 'assessment' AND NOT ASSESSES
    ) AS m
      ON m.DOMAIN = e.DOMAIN AND m.TESTCD = e.TESTCD AND (
        m.CAT = '' OR m.CAT = e.CAT
      )
    WHERE
      e.DOMAIN IN ('VS')
      AND (
        NOT e.VALUE IS NULL OR NOT e.TEXT IS NULL
      )
      AND DATEDIFF(DAY, v.ADT, e.FIRST) <= m.AFTER_DAYS
      AND (
        m.BEFORE_DAYS IS NULL OR DATEDIFF(DAY, v.ADT, e.FIRST) >= -m.BEFORE_DAYS
      )
  ) AS _t
  WHERE
    _w = 1
) AS nearest;

-- around_3
SELECT
  *
FROM (
  SELECT
    USUBJID,
    ADT,
    PLACE,
    VALUE,
    TEXT,
    UNIT,
    DOMAIN,
    TESTCD,
    SEQ,
    DTC
  FROM (
    SELECT
      v.USUBJID,
      v.ADT,
      m.PLACE,
      e.VALUE,
      e.TEXT,
      e.UNIT,
      e.DOMAIN,
      e.TESTCD,
      e.SEQ,
      e.DTC,
      ROW_NUMBER() OVER (
        PARTITION BY v.USUBJID, v.ADT, m.PLACE
        ORDER BY CASE m.PICK WHEN 'highest' THEN -e.VALUE WHEN 'lowest' THEN e.VALUE END NULLS LAST, ABS(DATEDIFF(DAY, v.ADT, e.FIRST)) NULLS LAST, DATEDIFF(DAY, v.ADT, e.FIRST) NULLS LAST, e.TIME DESC, e.SEQ DESC
      ) AS _w
    FROM visit_3 AS v
    JOIN evidence AS e
      ON e.USUBJID = v.USUBJID
    JOIN (
      SELECT
        *
      FROM item_place
      WHERE
        NUMBER = 3 AND MOMENT = 'assessment' AND NOT ASSESSES
    ) AS m
      ON m.DOMAIN = e.DOMAIN AND m.TESTCD = e.TESTCD AND (
        m.CAT = '' OR m.CAT = e.CAT
      )
    WHERE
      e.DOMAIN IN ('LB', 'RE')
      AND (
        NOT e.VALUE IS NULL OR NOT e.TEXT IS NULL
      )
      AND DATEDIFF(DAY, v.ADT, e.FIRST) <= m.AFTER_DAYS
      AND (
        m.BEFORE_DAYS IS NULL OR DATEDIFF(DAY, v.ADT, e.FIRST) >= -m.BEFORE_DAYS
      )
  ) AS _t
  WHERE
    _w = 1
) AS nearest;

-- around_6
SELECT
  *
FROM (
  SELECT
    USUBJID,
    ADT,
    PLACE,
    VALUE,
    TEXT,
    UNIT,
    DOMAIN,
    TESTCD,
    SEQ,
    DTC
  FROM (
    SELECT
      v.USUBJID,
      v.ADT,
      m.PLACE,
      e.VALUE,
      e.TEXT,
      e.UNIT,
      e.DOMAIN,
      e.TESTCD,
      e.SEQ,
      e.DTC,
      ROW_NUMBER() OVER (
        PARTITION BY v.USUBJID, v.ADT, m.PLACE
        ORDER BY CASE m.PICK WHEN 'highest' THEN -e.VALUE WHEN 'lowest' THEN e.VALUE END NULLS LAST, ABS(DATEDIFF(DAY, v.ADT, e.FIRST)) NULLS LAST, DATEDIFF(DAY, v.ADT, e.FIRST) NULLS LAST, e.TIME DESC, e.SEQ DESC
      ) AS _w
    FROM visit_6 AS v
    JOIN evidence AS e
      ON e.USUBJID = v.USUBJID
    JOIN (
      SELECT
        *
      FROM item_place
      WHERE
        NUMBER = 6 AND MOMENT = 'assessment' AND NOT ASSESSES
    ) AS m
      ON m.DOMAIN = e.DOMAIN AND m.TESTCD = e.TESTCD AND (
        m.CAT = '' OR m.CAT = e.CAT
      )
    WHERE
      e.DOMAIN IN ('ADLB')
      AND (
        NOT e.VALUE IS NULL OR NOT e.TEXT IS NULL
      )
      AND DATEDIFF(DAY, v.ADT, e.FIRST) <= m.AFTER_DAYS
      AND (
        m.BEFORE_DAYS IS NULL OR DATEDIFF(DAY, v.ADT, e.FIRST) >= -m.BEFORE_DAYS
      )
  ) AS _t
  WHERE
    _w = 1
) AS nearest;

-- around_7
SELECT
  v.USUBJID,
  v.ADT,
  m.PLACE,
  e.VALUE,
  e.TEXT,
  e.UNIT,
  e.DOMAIN,
  e.TESTCD,
  e.SEQ,
  e.DTC
FROM visit_7 AS v
JOIN evidence AS e
  ON e.USUBJID = v.USUBJID AND e.FIRST = v.ADT
JOIN (
  SELECT
    *
  FROM item_place
  WHERE
    NUMBER = 7 AND MOMENT = 'assessment' AND NOT ASSESSES
) AS m
  ON m.DOMAIN = e.DOMAIN AND m.TESTCD = e.TESTCD AND (
    m.CAT = '' OR m.CAT = e.CAT
  )
WHERE
  e.DOMAIN IN ('ADQS') AND (
    NOT e.VALUE IS NULL OR NOT e.TEXT IS NULL
  );

-- around_9
SELECT
  *
FROM (
  SELECT
    USUBJID,
    ADT,
    PLACE,
    VALUE,
    TEXT,
    UNIT,
    DOMAIN,
    TESTCD,
    SEQ,
    DTC
  FROM (
    SELECT
      v.USUBJID,
      v.ADT,
      m.PLACE,
      e.VALUE,
      e.TEXT,
      e.UNIT,
      e.DOMAIN,
      e.TESTCD,
      e.SEQ,
      e.DTC,
      ROW_NUMBER() OVER (
        PARTITION BY v.USUBJID, v.ADT, m.PLACE
        ORDER BY CASE m.PICK WHEN 'highest' THEN -e.VALUE WHEN 'lowest' THEN e.VALUE END NULLS LAST, ABS(DATEDIFF(DAY, v.ADT, e.FIRST)) NULLS LAST, DATEDIFF(DAY, v.ADT, e.FIRST) NULLS LAST, e.TIME DESC, e.SEQ DESC
      ) AS _w
    FROM visit_9 AS v
    JOIN evidence AS e
      ON e.USUBJID = v.USUBJID
    JOIN (
      SELECT
        *
      FROM item_place
      WHERE
        NUMBER = 9 AND MOMENT = 'assessment' AND NOT ASSESSES
    ) AS m
      ON m.DOMAIN = e.DOMAIN AND m.TESTCD = e.TESTCD AND (
        m.CAT = '' OR m.CAT = e.CAT
      )
    WHERE
      e.DOMAIN IN ('RE')
      AND (
        NOT e.VALUE IS NULL OR NOT e.TEXT IS NULL
      )
      AND DATEDIFF(DAY, v.ADT, e.FIRST) <= m.AFTER_DAYS
      AND (
        m.BEFORE_DAYS IS NULL OR DATEDIFF(DAY, v.ADT, e.FIRST) >= -m.BEFORE_DAYS
      )
  ) AS _t
  WHERE
    _w = 1
) AS nearest;

-- assessment_1
SELECT
  v.USUBJID AS USUBJID,
  v.ADT AS ADT,
  v.seizure AS seizure,
  v.psychosis AS psychosis,
  v.obs AS obs,
  v.visual AS visual,
  v.cranial AS cranial,
  v.headache AS headache,
  v.cva AS cva,
  v.vasculitis AS vasculitis,
  v.arthritis AS arthritis,
  v.myositis AS myositis,
  v.casts AS casts,
  v.hematuria AS hematuria,
  v.proteinuria AS proteinuria,
  v.pyuria AS pyuria,
  v.rash AS rash,
  v.alopecia AS alopecia,
  v.ulcers AS ulcers,
  v.pleurisy AS pleurisy,
  v.pericarditis AS pericarditis,
  v.lowcomp AS lowcomp,
  v.dsdna AS dsdna,
  v.fever AS fever,
  v.thrombo AS thrombo,
  v.leuko AS leuko,
  around_1.pga AS pga,
  around_1.gc_free AS gc_free,
  around_1.is_free AS is_free,
  around_1.bio_free AS bio_free,
  around_1.prednisone_mg AS prednisone_mg,
  around_1.is_stable AS is_stable,
  around_1.investigational AS investigational,
  around_1.am_free AS am_free,
  around_1.new_activity AS new_activity,
  around_1.haemolytic_anaemia AS haemolytic_anaemia,
  around_1.gi_activity AS gi_activity,
  around_1.is_standard AS is_standard
FROM visit_1 AS v
LEFT JOIN (
  SELECT
    USUBJID,
    ADT,
    CASE
      WHEN MIN(CASE WHEN PLACE = 25 THEN CASE WHEN VALUE >= 0 AND VALUE <= 3 THEN VALUE END END) = MAX(CASE WHEN PLACE = 25 THEN CASE WHEN VALUE >= 0 AND VALUE <= 3 THEN VALUE END END)
      THEN MAX(CASE WHEN PLACE = 25 THEN CASE WHEN VALUE >= 0 AND VALUE <= 3 THEN VALUE END END)
    END AS pga,
    CASE
      WHEN MIN(
        CASE WHEN PLACE = 26 THEN CASE WHEN VALUE IN (0, 1) THEN CAST(VALUE AS INT) END END
      ) = MAX(
        CASE WHEN PLACE = 26 THEN CASE WHEN VALUE IN (0, 1) THEN CAST(VALUE AS INT) END END
      )
      THEN MAX(
        CASE WHEN PLACE = 26 THEN CASE WHEN VALUE IN (0, 1) THEN CAST(VALUE AS INT) END END
      )
    END AS gc_free,
    CASE
      WHEN MIN(
        CASE WHEN PLACE = 27 THEN CASE WHEN VALUE IN (0, 1) THEN CAST(VALUE AS INT) END END
      ) = MAX(
        CASE WHEN PLACE = 27 THEN CASE WHEN VALUE IN (0, 1) THEN CAST(VALUE AS INT) END END
      )
      THEN MAX(
        CASE WHEN PLACE = 27 THEN CASE WHEN VALUE IN (0, 1) THEN CAST(VALUE AS INT) END END
      )
    END AS is_free,
    CASE
      WHEN MIN(
        CASE WHEN PLACE = 28 THEN CASE WHEN VALUE IN (0, 1) THEN CAST(VALUE AS INT) END END
      ) = MAX(
        CASE WHEN PLACE = 28 THEN CASE WHEN VALUE IN (0, 1) THEN CAST(VALUE AS INT) END END
      )
      THEN MAX(
        CASE WHEN PLACE = 28 THEN CASE WHEN VALUE IN (0, 1) THEN CAST(VALUE AS INT) END END
      )
    END AS bio_free,
    CASE
      WHEN MIN(CASE WHEN PLACE = 29 THEN CASE WHEN VALUE >= 0 THEN VALUE END END) = MAX(CASE WHEN PLACE = 29 THEN CASE WHEN VALUE >= 0 THEN VALUE END END)
      THEN MAX(CASE WHEN PLACE = 29 THEN CASE WHEN VALUE >= 0 THEN VALUE END END)
    END AS prednisone_mg,
    CASE
      WHEN MIN(
        CASE WHEN PLACE = 30 THEN CASE WHEN VALUE IN (0, 1) THEN CAST(VALUE AS INT) END END
      ) = MAX(
        CASE WHEN PLACE = 30 THEN CASE WHEN VALUE IN (0, 1) THEN CAST(VALUE AS INT) END END
      )
      THEN MAX(
        CASE WHEN PLACE = 30 THEN CASE WHEN VALUE IN (0, 1) THEN CAST(VALUE AS INT) END END
      )
    END AS is_stable,
    CASE
      WHEN MIN(
        CASE WHEN PLACE = 31 THEN CASE WHEN VALUE IN (0, 1) THEN CAST(VALUE AS INT) END END
      ) = MAX(
        CASE WHEN PLACE = 31 THEN CASE WHEN VALUE IN (0, 1) THEN CAST(VALUE AS INT) END END
      )
      THEN MAX(
        CASE WHEN PLACE = 31 THEN CASE WHEN VALUE IN (0, 1) THEN CAST(VALUE AS INT) END END
      )
    END AS investigational,
    CASE
      WHEN MIN(
        CASE WHEN PLACE = 32 THEN CASE WHEN VALUE IN (0, 1) THEN CAST(VALUE AS INT) END END
      ) = MAX(
        CASE WHEN PLACE = 32 THEN CASE WHEN VALUE IN (0, 1) THEN CAST(VALUE AS INT) END END
      )
      THEN MAX(
        CASE WHEN PLACE = 32 THEN CASE WHEN VALUE IN (0, 1) THEN CAST(VALUE AS INT) END END
      )
    END AS am_free,
    CASE
      WHEN MIN(
        CASE WHEN PLACE = 33 THEN CASE WHEN VALUE IN (0, 1) THEN CAST(VALUE AS INT) END END
      ) = MAX(
        CASE WHEN PLACE = 33 THEN CASE WHEN VALUE IN (0, 1) THEN CAST(VALUE AS INT) END END
      )
      THEN MAX(
        CASE WHEN PLACE = 33 THEN CASE WHEN VALUE IN (0, 1) THEN CAST(VALUE AS INT) END END
      )
    END AS new_activity,
    CASE
      WHEN MIN(
        CASE WHEN PLACE = 34 THEN CASE WHEN VALUE IN (0, 1) THEN CAST(VALUE AS INT) END END
      ) = MAX(
        CASE WHEN PLACE = 34 THEN CASE WHEN VALUE IN (0, 1) THEN CAST(VALUE AS INT) END END
      )
      THEN MAX(
        CASE WHEN PLACE = 34 THEN CASE WHEN VALUE IN (0, 1) THEN CAST(VALUE AS INT) END END
      )
    END AS haemolytic_anaemia,
    CASE
      WHEN MIN(
        CASE WHEN PLACE = 35 THEN CASE WHEN VALUE IN (0, 1) THEN CAST(VALUE AS INT) END END
      ) = MAX(
        CASE WHEN PLACE = 35 THEN CASE WHEN VALUE IN (0, 1) THEN CAST(VALUE AS INT) END END
      )
      THEN MAX(
        CASE WHEN PLACE = 35 THEN CASE WHEN VALUE IN (0, 1) THEN CAST(VALUE AS INT) END END
      )
    END AS gi_activity,
    CASE
      WHEN MIN(
        CASE WHEN PLACE = 36 THEN CASE WHEN VALUE IN (0, 1) THEN CAST(VALUE AS INT) END END
      ) = MAX(
        CASE WHEN PLACE = 36 THEN CASE WHEN VALUE IN (0, 1) THEN CAST(VALUE AS INT) END END
      )
      THEN MAX(
        CASE WHEN PLACE = 36 THEN CASE WHEN VALUE IN (0, 1) THEN CAST(VALUE AS INT) END END
      )
    END AS is_standard
  FROM around_1
  GROUP BY
    USUBJID,
    ADT
) AS around_1
  ON around_1.USUBJID = v.USUBJID AND around_1.ADT = v.ADT;

-- assessment_10
SELECT
  v.USUBJID AS USUBJID,
  v.ADT AS ADT,
  v.pga AS pga
FROM visit_10 AS v;

-- assessment_11
SELECT
  v.USUBJID AS USUBJID,
  v.ADT AS ADT,
  v.phga AS phga
FROM visit_11 AS v;

-- assessment_12
SELECT
  v.USUBJID AS USUBJID,
  v.ADT AS ADT,
  v.ptga AS ptga
FROM visit_12 AS v;

-- assessment_13
SELECT
  v.USUBJID AS USUBJID,
  v.ADT AS ADT,
  v.phga AS phga,
  v.ptga AS ptga,
  v.mmt AS mmt,
  v.haq AS haq,
  v.exm AS exm,
  around_13.mmt_max AS mmt_max,
  around_13.enzyme_value AS enzyme_value,
  baseline_13.phga_base AS phga_base,
  baseline_13.ptga_base AS ptga_base,
  baseline_13.mmt_base AS mmt_base,
  baseline_13.haq_base AS haq_base,
  baseline_13.enzyme AS enzyme,
  baseline_13.enzyme_base AS enzyme_base,
  baseline_13.enzyme_uln AS enzyme_uln,
  baseline_13.exm_base AS exm_base,
  CASE WHEN LOWER(a.POPULATN) IN ('adult', 'juvenile') THEN LOWER(a.POPULATN) END AS population
FROM visit_13 AS v
LEFT JOIN (
  SELECT
    USUBJID,
    ADT,
    CASE
      WHEN MIN(
        CASE WHEN PLACE = 8 THEN CASE WHEN VALUE >= 80 AND VALUE <= 260 THEN VALUE END END
      ) = MAX(
        CASE WHEN PLACE = 8 THEN CASE WHEN VALUE >= 80 AND VALUE <= 260 THEN VALUE END END
      )
      THEN MAX(
        CASE WHEN PLACE = 8 THEN CASE WHEN VALUE >= 80 AND VALUE <= 260 THEN VALUE END END
      )
    END AS mmt_max,
    CASE
      WHEN MIN(
        CASE
          WHEN PLACE = 13
          THEN CASE WHEN VALUE >= 0 AND VALUE <= 1000000 THEN VALUE END
        END
      ) = MAX(
        CASE
          WHEN PLACE = 13
          THEN CASE WHEN VALUE >= 0 AND VALUE <= 1000000 THEN VALUE END
        END
      )
      THEN MAX(
        CASE
          WHEN PLACE = 13
          THEN CASE WHEN VALUE >= 0 AND VALUE <= 1000000 THEN VALUE END
        END
      )
    END AS enzyme_value
  FROM around_13
  GROUP BY
    USUBJID,
    ADT
) AS around_13
  ON around_13.USUBJID = v.USUBJID AND around_13.ADT = v.ADT
LEFT JOIN (
  SELECT
    USUBJID,
    ADT,
    CASE
      WHEN MIN(CASE WHEN PLACE = 2 THEN CASE WHEN VALUE >= 0 AND VALUE <= 10 THEN VALUE END END) = MAX(CASE WHEN PLACE = 2 THEN CASE WHEN VALUE >= 0 AND VALUE <= 10 THEN VALUE END END)
      THEN MAX(CASE WHEN PLACE = 2 THEN CASE WHEN VALUE >= 0 AND VALUE <= 10 THEN VALUE END END)
    END AS phga_base,
    CASE
      WHEN MIN(CASE WHEN PLACE = 4 THEN CASE WHEN VALUE >= 0 AND VALUE <= 10 THEN VALUE END END) = MAX(CASE WHEN PLACE = 4 THEN CASE WHEN VALUE >= 0 AND VALUE <= 10 THEN VALUE END END)
      THEN MAX(CASE WHEN PLACE = 4 THEN CASE WHEN VALUE >= 0 AND VALUE <= 10 THEN VALUE END END)
    END AS ptga_base,
    CASE
      WHEN MIN(
        CASE WHEN PLACE = 6 THEN CASE WHEN VALUE >= 0 AND VALUE <= 260 THEN VALUE END END
      ) = MAX(
        CASE WHEN PLACE = 6 THEN CASE WHEN VALUE >= 0 AND VALUE <= 260 THEN VALUE END END
      )
      THEN MAX(
        CASE WHEN PLACE = 6 THEN CASE WHEN VALUE >= 0 AND VALUE <= 260 THEN VALUE END END
      )
    END AS mmt_base,
    CASE
      WHEN MIN(CASE WHEN PLACE = 9 THEN CASE WHEN VALUE >= 0 AND VALUE <= 3 THEN VALUE END END) = MAX(CASE WHEN PLACE = 9 THEN CASE WHEN VALUE >= 0 AND VALUE <= 3 THEN VALUE END END)
      THEN MAX(CASE WHEN PLACE = 9 THEN CASE WHEN VALUE >= 0 AND VALUE <= 3 THEN VALUE END END)
    END AS haq_base,
    CASE
      WHEN MIN(
        CASE
          WHEN PLACE = 11
          THEN CASE
            WHEN LOWER(TEXT) IN ('ck', 'aldolase', 'ast', 'alt', 'ldh')
            THEN LOWER(TEXT)
          END
        END
      ) = MAX(
        CASE
          WHEN PLACE = 11
          THEN CASE
            WHEN LOWER(TEXT) IN ('ck', 'aldolase', 'ast', 'alt', 'ldh')
            THEN LOWER(TEXT)
          END
        END
      )
      THEN MAX(
        CASE
          WHEN PLACE = 11
          THEN CASE
            WHEN LOWER(TEXT) IN ('ck', 'aldolase', 'ast', 'alt', 'ldh')
            THEN LOWER(TEXT)
          END
        END
      )
    END AS enzyme,
    CASE
      WHEN MIN(
        CASE
          WHEN PLACE = 12
          THEN CASE WHEN VALUE >= 0 AND VALUE <= 1000000 THEN VALUE END
        END
      ) = MAX(
        CASE
          WHEN PLACE = 12
          THEN CASE WHEN VALUE >= 0 AND VALUE <= 1000000 THEN VALUE END
        END
      )
      THEN MAX(
        CASE
          WHEN PLACE = 12
          THEN CASE WHEN VALUE >= 0 AND VALUE <= 1000000 THEN VALUE END
        END
      )
    END AS enzyme_base,
    CASE
      WHEN MIN(
        CASE
          WHEN PLACE = 14
          THEN CASE WHEN VALUE >= 0.1 AND VALUE <= 1000 THEN VALUE END
        END
      ) = MAX(
        CASE
          WHEN PLACE = 14
          THEN CASE WHEN VALUE >= 0.1 AND VALUE <= 1000 THEN VALUE END
        END
      )
      THEN MAX(
        CASE
          WHEN PLACE = 14
          THEN CASE WHEN VALUE >= 0.1 AND VALUE <= 1000 THEN VALUE END
        END
      )
    END AS enzyme_uln,
    CASE
      WHEN MIN(
        CASE WHEN PLACE = 15 THEN CASE WHEN VALUE >= 0 AND VALUE <= 10 THEN VALUE END END
      ) = MAX(
        CASE WHEN PLACE = 15 THEN CASE WHEN VALUE >= 0 AND VALUE <= 10 THEN VALUE END END
      )
      THEN MAX(
        CASE WHEN PLACE = 15 THEN CASE WHEN VALUE >= 0 AND VALUE <= 10 THEN VALUE END END
      )
    END AS exm_base
  FROM baseline_13
  GROUP BY
    USUBJID,
    ADT
) AS baseline_13
  ON baseline_13.USUBJID = v.USUBJID AND baseline_13.ADT = v.ADT
LEFT JOIN subject_attribute AS a
  ON a.USUBJID = v.USUBJID;

-- assessment_14
SELECT
  v.USUBJID AS USUBJID,
  v.ADT AS ADT,
  v.upcr AS upcr,
  around_14.egfr AS egfr,
  around_14.prednisone_mg AS prednisone_mg,
  baseline_14.egfr_base AS egfr_base,
  baseline_14.upcr_base AS upcr_base,
  CAST(NULL AS DECIMAL(18, 6)) AS egfr_preflare,
  CAST(NULL AS DECIMAL(18, 6)) AS egfr_biopsy
FROM visit_14 AS v
LEFT JOIN (
  SELECT
    USUBJID,
    ADT,
    CASE
      WHEN MIN(
        CASE WHEN PLACE = 2 THEN CASE WHEN VALUE >= 0 AND VALUE <= 250 THEN VALUE END END
      ) = MAX(
        CASE WHEN PLACE = 2 THEN CASE WHEN VALUE >= 0 AND VALUE <= 250 THEN VALUE END END
      )
      THEN MAX(
        CASE WHEN PLACE = 2 THEN CASE WHEN VALUE >= 0 AND VALUE <= 250 THEN VALUE END END
      )
    END AS egfr,
    CASE
      WHEN MIN(CASE WHEN PLACE = 7 THEN CASE WHEN VALUE >= 0 THEN VALUE END END) = MAX(CASE WHEN PLACE = 7 THEN CASE WHEN VALUE >= 0 THEN VALUE END END)
      THEN MAX(CASE WHEN PLACE = 7 THEN CASE WHEN VALUE >= 0 THEN VALUE END END)
    END AS prednisone_mg
  FROM around_14
  GROUP BY
    USUBJID,
    ADT
) AS around_14
  ON around_14.USUBJID = v.USUBJID AND around_14.ADT = v.ADT
LEFT JOIN (
  SELECT
    USUBJID,
    ADT,
    CASE
      WHEN MIN(
        CASE WHEN PLACE = 3 THEN CASE WHEN VALUE >= 0 AND VALUE <= 250 THEN VALUE END END
      ) = MAX(
        CASE WHEN PLACE = 3 THEN CASE WHEN VALUE >= 0 AND VALUE <= 250 THEN VALUE END END
      )
      THEN MAX(
        CASE WHEN PLACE = 3 THEN CASE WHEN VALUE >= 0 AND VALUE <= 250 THEN VALUE END END
      )
    END AS egfr_base,
    CASE
      WHEN MIN(
        CASE
          WHEN PLACE = 6
          THEN CASE
            WHEN CAST(CASE LOWER(REPLACE(TRIM(UNIT), ' ', ''))
              WHEN 'g/g'
              THEN VALUE * 1
              WHEN 'mg/mg'
              THEN VALUE * 1
              WHEN 'mg/g'
              THEN VALUE * 0.001
              WHEN 'mg/mmol'
              THEN VALUE * 0.00884017
            END AS DECIMAL(18, 6)) >= 0
            AND CAST(CASE LOWER(REPLACE(TRIM(UNIT), ' ', ''))
              WHEN 'g/g'
              THEN VALUE * 1
              WHEN 'mg/mg'
              THEN VALUE * 1
              WHEN 'mg/g'
              THEN VALUE * 0.001
              WHEN 'mg/mmol'
              THEN VALUE * 0.00884017
            END AS DECIMAL(18, 6)) <= 100
            THEN CAST(CASE LOWER(REPLACE(TRIM(UNIT), ' ', ''))
              WHEN 'g/g'
              THEN VALUE * 1
              WHEN 'mg/mg'
              THEN VALUE * 1
              WHEN 'mg/g'
              THEN VALUE * 0.001
              WHEN 'mg/mmol'
              THEN VALUE * 0.00884017
            END AS DECIMAL(18, 6))
          END
        END
      ) = MAX(
        CASE
          WHEN PLACE = 6
          THEN CASE
            WHEN CAST(CASE LOWER(REPLACE(TRIM(UNIT), ' ', ''))
              WHEN 'g/g'
              THEN VALUE * 1
              WHEN 'mg/mg'
              THEN VALUE * 1
              WHEN 'mg/g'
              THEN VALUE * 0.001
              WHEN 'mg/mmol'
              THEN VALUE * 0.00884017
            END AS DECIMAL(18, 6)) >= 0
            AND CAST(CASE LOWER(REPLACE(TRIM(UNIT), ' ', ''))
              WHEN 'g/g'
              THEN VALUE * 1
              WHEN 'mg/mg'
              THEN VALUE * 1
              WHEN 'mg/g'
              THEN VALUE * 0.001
              WHEN 'mg/mmol'
              THEN VALUE * 0.00884017
            END AS DECIMAL(18, 6)) <= 100
            THEN CAST(CASE LOWER(REPLACE(TRIM(UNIT), ' ', ''))
              WHEN 'g/g'
              THEN VALUE * 1
              WHEN 'mg/mg'
              THEN VALUE * 1
              WHEN 'mg/g'
              THEN VALUE * 0.001
              WHEN 'mg/mmol'
              THEN VALUE * 0.00884017
            END AS DECIMAL(18, 6))
          END
        END
      )
      THEN MAX(
        CASE
          WHEN PLACE = 6
          THEN CASE
            WHEN CAST(CASE LOWER(REPLACE(TRIM(UNIT), ' ', ''))
              WHEN 'g/g'
              THEN VALUE * 1
              WHEN 'mg/mg'
              THEN VALUE * 1
              WHEN 'mg/g'
              THEN VALUE * 0.001
              WHEN 'mg/mmol'
              THEN VALUE * 0.00884017
            END AS DECIMAL(18, 6)) >= 0
            AND CAST(CASE LOWER(REPLACE(TRIM(UNIT), ' ', ''))
              WHEN 'g/g'
              THEN VALUE * 1
              WHEN 'mg/mg'
              THEN VALUE * 1
              WHEN 'mg/g'
              THEN VALUE * 0.001
              WHEN 'mg/mmol'
              THEN VALUE * 0.00884017
            END AS DECIMAL(18, 6)) <= 100
            THEN CAST(CASE LOWER(REPLACE(TRIM(UNIT), ' ', ''))
              WHEN 'g/g'
              THEN VALUE * 1
              WHEN 'mg/mg'
              THEN VALUE * 1
              WHEN 'mg/g'
              THEN VALUE * 0.001
              WHEN 'mg/mmol'
              THEN VALUE * 0.00884017
            END AS DECIMAL(18, 6))
          END
        END
      )
    END AS upcr_base
  FROM baseline_14
  GROUP BY
    USUBJID,
    ADT
) AS baseline_14
  ON baseline_14.USUBJID = v.USUBJID AND baseline_14.ADT = v.ADT
LEFT JOIN subject_attribute AS a
  ON a.USUBJID = v.USUBJID;

-- assessment_2
SELECT
  v.USUBJID AS USUBJID,
  v.ADT AS ADT,
  v.creatinine AS creatinine,
  around_2.weight_kg AS weight_kg,
  TRY_CAST(a.AGE AS DECIMAL(18, 6)) AS age_years,
  CASE WHEN LOWER(a.SEX) IN ('f', 'm') THEN LOWER(a.SEX) END AS sex
FROM visit_2 AS v
LEFT JOIN (
  SELECT
    USUBJID,
    ADT,
    CASE
      WHEN MIN(
        CASE WHEN PLACE = 4 THEN CASE WHEN VALUE >= 20 AND VALUE <= 300 THEN VALUE END END
      ) = MAX(
        CASE WHEN PLACE = 4 THEN CASE WHEN VALUE >= 20 AND VALUE <= 300 THEN VALUE END END
      )
      THEN MAX(
        CASE WHEN PLACE = 4 THEN CASE WHEN VALUE >= 20 AND VALUE <= 300 THEN VALUE END END
      )
    END AS weight_kg
  FROM around_2
  GROUP BY
    USUBJID,
    ADT
) AS around_2
  ON around_2.USUBJID = v.USUBJID AND around_2.ADT = v.ADT
LEFT JOIN subject_attribute AS a
  ON a.USUBJID = v.USUBJID;

-- assessment_3
SELECT
  v.USUBJID AS USUBJID,
  v.ADT AS ADT,
  v.delta_skin AS delta_skin,
  v.digital_ulcers AS digital_ulcers,
  v.friction_rubs AS friction_rubs,
  v.mrss AS mrss,
  around_3.crp AS crp,
  around_3.dlco_pct AS dlco_pct
FROM visit_3 AS v
LEFT JOIN (
  SELECT
    USUBJID,
    ADT,
    CASE
      WHEN MIN(
        CASE
          WHEN PLACE = 5
          THEN CASE
            WHEN CAST(CASE LOWER(REPLACE(TRIM(UNIT), ' ', ''))
              WHEN 'mg/l'
              THEN VALUE * 1
              WHEN 'mg/dl'
              THEN VALUE * 10
            END AS DECIMAL(18, 6)) >= 0
            AND CAST(CASE LOWER(REPLACE(TRIM(UNIT), ' ', ''))
              WHEN 'mg/l'
              THEN VALUE * 1
              WHEN 'mg/dl'
              THEN VALUE * 10
            END AS DECIMAL(18, 6)) <= 1000
            THEN CAST(CASE LOWER(REPLACE(TRIM(UNIT), ' ', ''))
              WHEN 'mg/l'
              THEN VALUE * 1
              WHEN 'mg/dl'
              THEN VALUE * 10
            END AS DECIMAL(18, 6))
          END
        END
      ) = MAX(
        CASE
          WHEN PLACE = 5
          THEN CASE
            WHEN CAST(CASE LOWER(REPLACE(TRIM(UNIT), ' ', ''))
              WHEN 'mg/l'
              THEN VALUE * 1
              WHEN 'mg/dl'
              THEN VALUE * 10
            END AS DECIMAL(18, 6)) >= 0
            AND CAST(CASE LOWER(REPLACE(TRIM(UNIT), ' ', ''))
              WHEN 'mg/l'
              THEN VALUE * 1
              WHEN 'mg/dl'
              THEN VALUE * 10
            END AS DECIMAL(18, 6)) <= 1000
            THEN CAST(CASE LOWER(REPLACE(TRIM(UNIT), ' ', ''))
              WHEN 'mg/l'
              THEN VALUE * 1
              WHEN 'mg/dl'
              THEN VALUE * 10
            END AS DECIMAL(18, 6))
          END
        END
      )
      THEN MAX(
        CASE
          WHEN PLACE = 5
          THEN CASE
            WHEN CAST(CASE LOWER(REPLACE(TRIM(UNIT), ' ', ''))
              WHEN 'mg/l'
              THEN VALUE * 1
              WHEN 'mg/dl'
              THEN VALUE * 10
            END AS DECIMAL(18, 6)) >= 0
            AND CAST(CASE LOWER(REPLACE(TRIM(UNIT), ' ', ''))
              WHEN 'mg/l'
              THEN VALUE * 1
              WHEN 'mg/dl'
              THEN VALUE * 10
            END AS DECIMAL(18, 6)) <= 1000
            THEN CAST(CASE LOWER(REPLACE(TRIM(UNIT), ' ', ''))
              WHEN 'mg/l'
              THEN VALUE * 1
              WHEN 'mg/dl'
              THEN VALUE * 10
            END AS DECIMAL(18, 6))
          END
        END
      )
    END AS crp,
    CASE
      WHEN MIN(
        CASE WHEN PLACE = 6 THEN CASE WHEN VALUE >= 0 AND VALUE <= 200 THEN VALUE END END
      ) = MAX(
        CASE WHEN PLACE = 6 THEN CASE WHEN VALUE >= 0 AND VALUE <= 200 THEN VALUE END END
      )
      THEN MAX(
        CASE WHEN PLACE = 6 THEN CASE WHEN VALUE >= 0 AND VALUE <= 200 THEN VALUE END END
      )
    END AS dlco_pct
  FROM around_3
  GROUP BY
    USUBJID,
    ADT
) AS around_3
  ON around_3.USUBJID = v.USUBJID AND around_3.ADT = v.ADT;

-- assessment_4
SELECT
  v.USUBJID AS USUBJID,
  v.ADT AS ADT,
  v.exm AS exm
FROM visit_4 AS v;

-- assessment_5
SELECT
  v.USUBJID AS USUBJID,
  v.ADT AS ADT,
  v.haq AS haq
FROM visit_5 AS v;

-- assessment_6
SELECT
  v.USUBJID AS USUBJID,
  v.ADT AS ADT,
  v.phga AS phga,
  v.ptga AS ptga,
  v.mmt AS mmt,
  v.haq AS haq,
  v.exm AS exm,
  around_6.enzyme AS enzyme,
  baseline_6.phga_base AS phga_base,
  baseline_6.ptga_base AS ptga_base,
  baseline_6.mmt_base AS mmt_base,
  baseline_6.haq_base AS haq_base,
  baseline_6.exm_base AS exm_base,
  baseline_6.enzyme_base AS enzyme_base,
  previous_6.phga_previous AS phga_previous,
  previous_6.ptga_previous AS ptga_previous,
  previous_6.mmt_previous AS mmt_previous,
  previous_6.haq_previous AS haq_previous,
  previous_6.exm_previous AS exm_previous
FROM visit_6 AS v
LEFT JOIN (
  SELECT
    USUBJID,
    ADT,
    CASE
      WHEN MIN(
        CASE
          WHEN PLACE = 12
          THEN CASE WHEN VALUE >= 0 AND VALUE <= 1000000 THEN VALUE END
        END
      ) = MAX(
        CASE
          WHEN PLACE = 12
          THEN CASE WHEN VALUE >= 0 AND VALUE <= 1000000 THEN VALUE END
        END
      )
      THEN MAX(
        CASE
          WHEN PLACE = 12
          THEN CASE WHEN VALUE >= 0 AND VALUE <= 1000000 THEN VALUE END
        END
      )
    END AS enzyme
  FROM around_6
  GROUP BY
    USUBJID,
    ADT
) AS around_6
  ON around_6.USUBJID = v.USUBJID AND around_6.ADT = v.ADT
LEFT JOIN (
  SELECT
    USUBJID,
    ADT,
    CASE
      WHEN MIN(CASE WHEN PLACE = 1 THEN CASE WHEN VALUE >= 0 AND VALUE <= 10 THEN VALUE END END) = MAX(CASE WHEN PLACE = 1 THEN CASE WHEN VALUE >= 0 AND VALUE <= 10 THEN VALUE END END)
      THEN MAX(CASE WHEN PLACE = 1 THEN CASE WHEN VALUE >= 0 AND VALUE <= 10 THEN VALUE END END)
    END AS phga_base,
    CASE
      WHEN MIN(CASE WHEN PLACE = 2 THEN CASE WHEN VALUE >= 0 AND VALUE <= 10 THEN VALUE END END) = MAX(CASE WHEN PLACE = 2 THEN CASE WHEN VALUE >= 0 AND VALUE <= 10 THEN VALUE END END)
      THEN MAX(CASE WHEN PLACE = 2 THEN CASE WHEN VALUE >= 0 AND VALUE <= 10 THEN VALUE END END)
    END AS ptga_base,
    CASE
      WHEN MIN(
        CASE WHEN PLACE = 3 THEN CASE WHEN VALUE >= 0 AND VALUE <= 260 THEN VALUE END END
      ) = MAX(
        CASE WHEN PLACE = 3 THEN CASE WHEN VALUE >= 0 AND VALUE <= 260 THEN VALUE END END
      )
      THEN MAX(
        CASE WHEN PLACE = 3 THEN CASE WHEN VALUE >= 0 AND VALUE <= 260 THEN VALUE END END
      )
    END AS mmt_base,
    CASE
      WHEN MIN(CASE WHEN PLACE = 4 THEN CASE WHEN VALUE >= 0 AND VALUE <= 3 THEN VALUE END END) = MAX(CASE WHEN PLACE = 4 THEN CASE WHEN VALUE >= 0 AND VALUE <= 3 THEN VALUE END END)
      THEN MAX(CASE WHEN PLACE = 4 THEN CASE WHEN VALUE >= 0 AND VALUE <= 3 THEN VALUE END END)
    END AS haq_base,
    CASE
      WHEN MIN(CASE WHEN PLACE = 5 THEN CASE WHEN VALUE >= 0 AND VALUE <= 10 THEN VALUE END END) = MAX(CASE WHEN PLACE = 5 THEN CASE WHEN VALUE >= 0 AND VALUE <= 10 THEN VALUE END END)
      THEN MAX(CASE WHEN PLACE = 5 THEN CASE WHEN VALUE >= 0 AND VALUE <= 10 THEN VALUE END END)
    END AS exm_base,
    CASE
      WHEN MIN(
        CASE
          WHEN PLACE = 6
          THEN CASE WHEN VALUE >= 0 AND VALUE <= 1000000 THEN VALUE END
        END
      ) = MAX(
        CASE
          WHEN PLACE = 6
          THEN CASE WHEN VALUE >= 0 AND VALUE <= 1000000 THEN VALUE END
        END
      )
      THEN MAX(
        CASE
          WHEN PLACE = 6
          THEN CASE WHEN VALUE >= 0 AND VALUE <= 1000000 THEN VALUE END
        END
      )
    END AS enzyme_base
  FROM baseline_6
  GROUP BY
    USUBJID,
    ADT
) AS baseline_6
  ON baseline_6.USUBJID = v.USUBJID AND baseline_6.ADT = v.ADT
LEFT JOIN (
  SELECT
    USUBJID,
    ADT,
    CASE
      WHEN MIN(
        CASE WHEN PLACE = 13 THEN CASE WHEN VALUE >= 0 AND VALUE <= 10 THEN VALUE END END
      ) = MAX(
        CASE WHEN PLACE = 13 THEN CASE WHEN VALUE >= 0 AND VALUE <= 10 THEN VALUE END END
      )
      THEN MAX(
        CASE WHEN PLACE = 13 THEN CASE WHEN VALUE >= 0 AND VALUE <= 10 THEN VALUE END END
      )
    END AS phga_previous,
    CASE
      WHEN MIN(
        CASE WHEN PLACE = 14 THEN CASE WHEN VALUE >= 0 AND VALUE <= 10 THEN VALUE END END
      ) = MAX(
        CASE WHEN PLACE = 14 THEN CASE WHEN VALUE >= 0 AND VALUE <= 10 THEN VALUE END END
      )
      THEN MAX(
        CASE WHEN PLACE = 14 THEN CASE WHEN VALUE >= 0 AND VALUE <= 10 THEN VALUE END END
      )
    END AS ptga_previous,
    CASE
      WHEN MIN(
        CASE WHEN PLACE = 15 THEN CASE WHEN VALUE >= 0 AND VALUE <= 260 THEN VALUE END END
      ) = MAX(
        CASE WHEN PLACE = 15 THEN CASE WHEN VALUE >= 0 AND VALUE <= 260 THEN VALUE END END
      )
      THEN MAX(
        CASE WHEN PLACE = 15 THEN CASE WHEN VALUE >= 0 AND VALUE <= 260 THEN VALUE END END
      )
    END AS mmt_previous,
    CASE
      WHEN MIN(CASE WHEN PLACE = 16 THEN CASE WHEN VALUE >= 0 AND VALUE <= 3 THEN VALUE END END) = MAX(CASE WHEN PLACE = 16 THEN CASE WHEN VALUE >= 0 AND VALUE <= 3 THEN VALUE END END)
      THEN MAX(CASE WHEN PLACE = 16 THEN CASE WHEN VALUE >= 0 AND VALUE <= 3 THEN VALUE END END)
    END AS haq_previous,
    CASE
      WHEN MIN(
        CASE WHEN PLACE = 17 THEN CASE WHEN VALUE >= 0 AND VALUE <= 10 THEN VALUE END END
      ) = MAX(
        CASE WHEN PLACE = 17 THEN CASE WHEN VALUE >= 0 AND VALUE <= 10 THEN VALUE END END
      )
      THEN MAX(
        CASE WHEN PLACE = 17 THEN CASE WHEN VALUE >= 0 AND VALUE <= 10 THEN VALUE END END
      )
    END AS exm_previous
  FROM previous_6
  GROUP BY
    USUBJID,
    ADT
) AS previous_6
  ON previous_6.USUBJID = v.USUBJID AND previous_6.ADT = v.ADT;

-- assessment_7
SELECT
  v.USUBJID AS USUBJID,
  v.ADT AS ADT,
  v.mmt AS mmt,
  around_7.mmt_max AS mmt_max
FROM visit_7 AS v
LEFT JOIN (
  SELECT
    USUBJID,
    ADT,
    CASE
      WHEN MIN(
        CASE WHEN PLACE = 2 THEN CASE WHEN VALUE >= 80 AND VALUE <= 260 THEN VALUE END END
      ) = MAX(
        CASE WHEN PLACE = 2 THEN CASE WHEN VALUE >= 80 AND VALUE <= 260 THEN VALUE END END
      )
      THEN MAX(
        CASE WHEN PLACE = 2 THEN CASE WHEN VALUE >= 80 AND VALUE <= 260 THEN VALUE END END
      )
    END AS mmt_max
  FROM around_7
  GROUP BY
    USUBJID,
    ADT
) AS around_7
  ON around_7.USUBJID = v.USUBJID AND around_7.ADT = v.ADT;

-- assessment_8
SELECT
  v.USUBJID AS USUBJID,
  v.ADT AS ADT,
  v.mrss AS mrss,
  baseline_8.mrss_base AS mrss_base
FROM visit_8 AS v
LEFT JOIN (
  SELECT
    USUBJID,
    ADT,
    CASE
      WHEN MIN(CASE WHEN PLACE = 2 THEN CASE WHEN VALUE >= 0 AND VALUE <= 51 THEN VALUE END END) = MAX(CASE WHEN PLACE = 2 THEN CASE WHEN VALUE >= 0 AND VALUE <= 51 THEN VALUE END END)
      THEN MAX(CASE WHEN PLACE = 2 THEN CASE WHEN VALUE >= 0 AND VALUE <= 51 THEN VALUE END END)
    END AS mrss_base
  FROM baseline_8
  GROUP BY
    USUBJID,
    ADT
) AS baseline_8
  ON baseline_8.USUBJID = v.USUBJID AND baseline_8.ADT = v.ADT;

-- assessment_9
SELECT
  v.USUBJID AS USUBJID,
  v.ADT AS ADT,
  v.fvc_pct AS fvc_pct,
  around_9.dlco_pct AS dlco_pct,
  baseline_9.fvc_pct_base AS fvc_pct_base,
  baseline_9.dlco_pct_base AS dlco_pct_base
FROM visit_9 AS v
LEFT JOIN (
  SELECT
    USUBJID,
    ADT,
    CASE
      WHEN MIN(
        CASE WHEN PLACE = 4 THEN CASE WHEN VALUE >= 0 AND VALUE <= 200 THEN VALUE END END
      ) = MAX(
        CASE WHEN PLACE = 4 THEN CASE WHEN VALUE >= 0 AND VALUE <= 200 THEN VALUE END END
      )
      THEN MAX(
        CASE WHEN PLACE = 4 THEN CASE WHEN VALUE >= 0 AND VALUE <= 200 THEN VALUE END END
      )
    END AS dlco_pct
  FROM around_9
  GROUP BY
    USUBJID,
    ADT
) AS around_9
  ON around_9.USUBJID = v.USUBJID AND around_9.ADT = v.ADT
LEFT JOIN (
  SELECT
    USUBJID,
    ADT,
    CASE
      WHEN MIN(
        CASE WHEN PLACE = 1 THEN CASE WHEN VALUE >= 0 AND VALUE <= 200 THEN VALUE END END
      ) = MAX(
        CASE WHEN PLACE = 1 THEN CASE WHEN VALUE >= 0 AND VALUE <= 200 THEN VALUE END END
      )
      THEN MAX(
        CASE WHEN PLACE = 1 THEN CASE WHEN VALUE >= 0 AND VALUE <= 200 THEN VALUE END END
      )
    END AS fvc_pct_base,
    CASE
      WHEN MIN(
        CASE WHEN PLACE = 3 THEN CASE WHEN VALUE >= 0 AND VALUE <= 200 THEN VALUE END END
      ) = MAX(
        CASE WHEN PLACE = 3 THEN CASE WHEN VALUE >= 0 AND VALUE <= 200 THEN VALUE END END
      )
      THEN MAX(
        CASE WHEN PLACE = 3 THEN CASE WHEN VALUE >= 0 AND VALUE <= 200 THEN VALUE END END
      )
    END AS dlco_pct_base
  FROM baseline_9
  GROUP BY
    USUBJID,
    ADT
) AS baseline_9
  ON baseline_9.USUBJID = v.USUBJID AND baseline_9.ADT = v.ADT;

-- assessment_date
SELECT
  USUBJID,
  ADT
FROM visit_1
UNION
SELECT
  USUBJID,
  ADT
FROM visit_3
UNION
SELECT
  USUBJID,
  ADT
FROM visit_4
UNION
SELECT
  USUBJID,
  ADT
FROM visit_5
UNION
SELECT
  USUBJID,
  ADT
FROM visit_6
UNION
SELECT
  USUBJID,
  ADT
FROM visit_7
UNION
SELECT
  USUBJID,
  ADT
FROM visit_8
UNION
SELECT
  USUBJID,
  ADT
FROM visit_9
UNION
SELECT
  USUBJID,
  ADT
FROM visit_10
UNION
SELECT
  USUBJID,
  ADT
FROM visit_11
UNION
SELECT
  USUBJID,
  ADT
FROM visit_12
UNION
SELECT
  USUBJID,
  ADT
FROM visit_13
UNION
SELECT
  USUBJID,
  DAY0 AS ADT
FROM period
WHERE
  NOT DAY0 IS NULL
UNION
SELECT
  USUBJID,
  LAST_CONTACT AS ADT
FROM subject
WHERE
  NOT LAST_CONTACT IS NULL;

-- at_visit_1
SELECT
  e.USUBJID,
  e.FIRST AS ADT,
  m.PLACE,
  e.VALUE,
  e.TEXT,
  e.UNIT,
  e.DOMAIN,
  e.TESTCD,
  e.SEQ,
  e.DTC,
  m.BIT
FROM recorded AS e
JOIN (
  SELECT
    *
  FROM item_place
  WHERE
    NUMBER = 1 AND ASSESSES
) AS m
  ON m.DOMAIN = e.DOMAIN AND m.TESTCD = e.TESTCD AND (
    m.CAT = '' OR m.CAT = e.CAT
  )
JOIN subject AS s
  ON s.USUBJID = e.USUBJID AND s.DISEASE = 'SLE'
WHERE
  e.DOMAIN IN ('QS');

-- at_visit_10
SELECT
  e.USUBJID,
  e.FIRST AS ADT,
  m.PLACE,
  e.VALUE,
  e.TEXT,
  e.UNIT,
  e.DOMAIN,
  e.TESTCD,
  e.SEQ,
  e.DTC,
  m.BIT
FROM recorded AS e
JOIN (
  SELECT
    *
  FROM item_place
  WHERE
    NUMBER = 10 AND ASSESSES
) AS m
  ON m.DOMAIN = e.DOMAIN AND m.TESTCD = e.TESTCD AND (
    m.CAT = '' OR m.CAT = e.CAT
  )
JOIN subject AS s
  ON s.USUBJID = e.USUBJID AND s.DISEASE = 'SLE'
WHERE
  e.DOMAIN IN ('QS');

-- at_visit_11
SELECT
  e.USUBJID,
  e.FIRST AS ADT,
  m.PLACE,
  e.VALUE,
  e.TEXT,
  e.UNIT,
  e.DOMAIN,
  e.TESTCD,
  e.SEQ,
  e.DTC,
  m.BIT
FROM recorded AS e
JOIN (
  SELECT
    *
  FROM item_place
  WHERE
    NUMBER = 11 AND ASSESSES
) AS m
  ON m.DOMAIN = e.DOMAIN AND m.TESTCD = e.TESTCD AND (
    m.CAT = '' OR m.CAT = e.CAT
  )
JOIN subject AS s
  ON s.USUBJID = e.USUBJID AND s.DISEASE = 'IIM'
WHERE
  e.DOMAIN IN ('QS');

-- at_visit_12
SELECT
  e.USUBJID,
  e.FIRST AS ADT,
  m.PLACE,
  e.VALUE,
  e.TEXT,
  e.UNIT,
  e.DOMAIN,
  e.TESTCD,
  e.SEQ,
  e.DTC,
  m.BIT
FROM recorded AS e
JOIN (
  SELECT
    *
  FROM item_place
  WHERE
    NUMBER = 12 AND ASSESSES
) AS m
  ON m.DOMAIN = e.DOMAIN AND m.TESTCD = e.TESTCD AND (
    m.CAT = '' OR m.CAT = e.CAT
  )
JOIN subject AS s
  ON s.USUBJID = e.USUBJID AND s.DISEASE = 'IIM'
WHERE
  e.DOMAIN IN ('QS');

-- at_visit_13
SELECT
  e.USUBJID,
  e.FIRST AS ADT,
  m.PLACE,
  e.VALUE,
  e.TEXT,
  e.UNIT,
  e.DOMAIN,
  e.TESTCD,
  e.SEQ,
  e.DTC,
  m.BIT
FROM recorded AS e
JOIN (
  SELECT
    *
  FROM item_place
  WHERE
    NUMBER = 13 AND ASSESSES
) AS m
  ON m.DOMAIN = e.DOMAIN AND m.TESTCD = e.TESTCD AND (
    m.CAT = '' OR m.CAT = e.CAT
  )
JOIN subject AS s
  ON s.USUBJID = e.USUBJID AND s.DISEASE = 'IIM'
WHERE
  e.DOMAIN IN ('QS');

-- at_visit_14
SELECT
  e.USUBJID,
  e.FIRST AS ADT,
  m.PLACE,
  e.VALUE,
  e.TEXT,
  e.UNIT,
  e.DOMAIN,
  e.TESTCD,
  e.SEQ,
  e.DTC,
  m.BIT
FROM recorded AS e
JOIN (
  SELECT
    *
  FROM item_place
  WHERE
    NUMBER = 14 AND ASSESSES
) AS m
  ON m.DOMAIN = e.DOMAIN AND m.TESTCD = e.TESTCD AND (
    m.CAT = '' OR m.CAT = e.CAT
  )
JOIN subject AS s
  ON s.USUBJID = e.USUBJID AND s.DISEASE = 'SLE'
WHERE
  e.DOMAIN IN ('LB');

-- at_visit_2
SELECT
  e.USUBJID,
  e.FIRST AS ADT,
  m.PLACE,
  e.VALUE,
  e.TEXT,
  e.UNIT,
  e.DOMAIN,
  e.TESTCD,
  e.SEQ,
  e.DTC,
  m.BIT
FROM recorded AS e
JOIN (
  SELECT
    *
  FROM item_place
  WHERE
    NUMBER = 2 AND ASSESSES
) AS m
  ON m.DOMAIN = e.DOMAIN AND m.TESTCD = e.TESTCD AND (
    m.CAT = '' OR m.CAT = e.CAT
  )
WHERE
  e.DOMAIN IN ('LB');

-- at_visit_3
SELECT
  e.USUBJID,
  e.FIRST AS ADT,
  m.PLACE,
  e.VALUE,
  e.TEXT,
  e.UNIT,
  e.DOMAIN,
  e.TESTCD,
  e.SEQ,
  e.DTC,
  m.BIT
FROM recorded AS e
JOIN (
  SELECT
    *
  FROM item_place
  WHERE
    NUMBER = 3 AND ASSESSES
) AS m
  ON m.DOMAIN = e.DOMAIN AND m.TESTCD = e.TESTCD AND (
    m.CAT = '' OR m.CAT = e.CAT
  )
JOIN subject AS s
  ON s.USUBJID = e.USUBJID AND s.DISEASE = 'SSC'
WHERE
  e.DOMAIN IN ('QS');

-- at_visit_4
SELECT
  e.USUBJID,
  e.FIRST AS ADT,
  m.PLACE,
  e.VALUE,
  e.TEXT,
  e.UNIT,
  e.DOMAIN,
  e.TESTCD,
  e.SEQ,
  e.DTC,
  m.BIT
FROM recorded AS e
JOIN (
  SELECT
    *
  FROM item_place
  WHERE
    NUMBER = 4 AND ASSESSES
) AS m
  ON m.DOMAIN = e.DOMAIN AND m.TESTCD = e.TESTCD AND (
    m.CAT = '' OR m.CAT = e.CAT
  )
JOIN subject AS s
  ON s.USUBJID = e.USUBJID AND s.DISEASE = 'IIM'
WHERE
  e.DOMAIN IN ('QS');

-- at_visit_5
SELECT
  e.USUBJID,
  e.FIRST AS ADT,
  m.PLACE,
  e.VALUE,
  e.TEXT,
  e.UNIT,
  e.DOMAIN,
  e.TESTCD,
  e.SEQ,
  e.DTC,
  m.BIT
FROM recorded AS e
JOIN (
  SELECT
    *
  FROM item_place
  WHERE
    NUMBER = 5 AND ASSESSES
) AS m
  ON m.DOMAIN = e.DOMAIN AND m.TESTCD = e.TESTCD AND (
    m.CAT = '' OR m.CAT = e.CAT
  )
JOIN subject AS s
  ON s.USUBJID = e.USUBJID AND s.DISEASE = 'IIM'
WHERE
  e.DOMAIN IN ('QS');

-- at_visit_6
SELECT
  e.USUBJID,
  e.FIRST AS ADT,
  m.PLACE,
  e.VALUE,
  e.TEXT,
  e.UNIT,
  e.DOMAIN,
  e.TESTCD,
  e.SEQ,
  e.DTC,
  m.BIT
FROM recorded AS e
JOIN (
  SELECT
    *
  FROM item_place
  WHERE
    NUMBER = 6 AND ASSESSES
) AS m
  ON m.DOMAIN = e.DOMAIN AND m.TESTCD = e.TESTCD AND (
    m.CAT = '' OR m.CAT = e.CAT
  )
JOIN subject AS s
  ON s.USUBJID = e.USUBJID AND s.DISEASE = 'IIM'
WHERE
  e.DOMAIN IN ('QS');

-- at_visit_7
SELECT
  e.USUBJID,
  e.FIRST AS ADT,
  m.PLACE,
  e.VALUE,
  e.TEXT,
  e.UNIT,
  e.DOMAIN,
  e.TESTCD,
  e.SEQ,
  e.DTC,
  m.BIT
FROM recorded AS e
JOIN (
  SELECT
    *
  FROM item_place
  WHERE
    NUMBER = 7 AND ASSESSES
) AS m
  ON m.DOMAIN = e.DOMAIN AND m.TESTCD = e.TESTCD AND (
    m.CAT = '' OR m.CAT = e.CAT
  )
JOIN subject AS s
  ON s.USUBJID = e.USUBJID AND s.DISEASE = 'IIM'
WHERE
  e.DOMAIN IN ('QS');

-- at_visit_8
SELECT
  e.USUBJID,
  e.FIRST AS ADT,
  m.PLACE,
  e.VALUE,
  e.TEXT,
  e.UNIT,
  e.DOMAIN,
  e.TESTCD,
  e.SEQ,
  e.DTC,
  m.BIT
FROM recorded AS e
JOIN (
  SELECT
    *
  FROM item_place
  WHERE
    NUMBER = 8 AND ASSESSES
) AS m
  ON m.DOMAIN = e.DOMAIN AND m.TESTCD = e.TESTCD AND (
    m.CAT = '' OR m.CAT = e.CAT
  )
JOIN subject AS s
  ON s.USUBJID = e.USUBJID AND s.DISEASE = 'SSC'
WHERE
  e.DOMAIN IN ('QS');

-- at_visit_9
SELECT
  e.USUBJID,
  e.FIRST AS ADT,
  m.PLACE,
  e.VALUE,
  e.TEXT,
  e.UNIT,
  e.DOMAIN,
  e.TESTCD,
  e.SEQ,
  e.DTC,
  m.BIT
FROM recorded AS e
JOIN (
  SELECT
    *
  FROM item_place
  WHERE
    NUMBER = 9 AND ASSESSES
) AS m
  ON m.DOMAIN = e.DOMAIN AND m.TESTCD = e.TESTCD AND (
    m.CAT = '' OR m.CAT = e.CAT
  )
WHERE
  e.DOMAIN IN ('RE');

-- attribute_13
SELECT
  v.USUBJID,
  v.ADT,
  1 AS PLACE,
  CAST(NULL AS DECIMAL(18, 6)) AS VALUE,
  CASE WHEN LOWER(a.POPULATN) IN ('adult', 'juvenile') THEN LOWER(a.POPULATN) END AS TEXT,
  CAST(NULL AS STRING) AS UNIT,
  'DM' AS DOMAIN,
  'POPULATN' AS TESTCD,
  CAST(NULL AS BIGINT) AS SEQ,
  CAST(NULL AS STRING) AS DTC
FROM visit_13 AS v
JOIN subject_attribute AS a
  ON a.USUBJID = v.USUBJID;

-- attribute_14
SELECT
  v.USUBJID,
  v.ADT,
  4 AS PLACE,
  CAST(NULL AS DECIMAL(18, 6)) AS VALUE,
  CAST(NULL AS STRING) AS TEXT,
  CAST(NULL AS STRING) AS UNIT,
  'DM' AS DOMAIN,
  'EGFRPRE' AS TESTCD,
  CAST(NULL AS BIGINT) AS SEQ,
  CAST(NULL AS STRING) AS DTC
FROM visit_14 AS v
JOIN subject_attribute AS a
  ON a.USUBJID = v.USUBJID
UNION ALL
SELECT
  v.USUBJID,
  v.ADT,
  5 AS PLACE,
  CAST(NULL AS DECIMAL(18, 6)) AS VALUE,
  CAST(NULL AS STRING) AS TEXT,
  CAST(NULL AS STRING) AS UNIT,
  'DM' AS DOMAIN,
  'EGFRBIOP' AS TESTCD,
  CAST(NULL AS BIGINT) AS SEQ,
  CAST(NULL AS STRING) AS DTC
FROM visit_14 AS v
JOIN subject_attribute AS a
  ON a.USUBJID = v.USUBJID;

-- attribute_2
SELECT
  v.USUBJID,
  v.ADT,
  2 AS PLACE,
  TRY_CAST(a.AGE AS DECIMAL(18, 6)) AS VALUE,
  CAST(NULL AS STRING) AS TEXT,
  CAST(NULL AS STRING) AS UNIT,
  'DM' AS DOMAIN,
  'AGE' AS TESTCD,
  CAST(NULL AS BIGINT) AS SEQ,
  CAST(NULL AS STRING) AS DTC
FROM visit_2 AS v
JOIN subject_attribute AS a
  ON a.USUBJID = v.USUBJID
UNION ALL
SELECT
  v.USUBJID,
  v.ADT,
  3 AS PLACE,
  CAST(NULL AS DECIMAL(18, 6)) AS VALUE,
  CASE WHEN LOWER(a.SEX) IN ('f', 'm') THEN LOWER(a.SEX) END AS TEXT,
  CAST(NULL AS STRING) AS UNIT,
  'DM' AS DOMAIN,
  'SEX' AS TESTCD,
  CAST(NULL AS BIGINT) AS SEQ,
  CAST(NULL AS STRING) AS DTC
FROM visit_2 AS v
JOIN subject_attribute AS a
  ON a.USUBJID = v.USUBJID;

-- baseline
SELECT
  USUBJID,
  PARAMCD,
  APERIOD,
  RULE,
  ADT,
  ADTM,
  AVAL
FROM (
  SELECT
    s.USUBJID,
    s.PARAMCD,
    b.APERIOD,
    b.RULE,
    s.ADT,
    s.ADTM,
    s.AVAL,
    ROW_NUMBER() OVER (
      PARTITION BY s.USUBJID, s.PARAMCD, b.APERIOD, b.RULE
      ORDER BY CASE WHEN b.EARLIEST THEN s.ADT END NULLS LAST, s.ADT DESC, s.ADTM DESC
    ) AS _w
  FROM scored AS s
  JOIN baseline_reference AS b
    ON b.USUBJID = s.USUBJID AND s.ADT <= b.REFERENCE
  WHERE
    s.STATUS = 'DETERMINED' AND NOT s.AVAL IS NULL
) AS _t
WHERE
  _w = 1;

-- baseline_13
WITH chosen AS (
  SELECT
    USUBJID,
    APERIOD,
    PLACE,
    VALUE,
    TEXT,
    UNIT,
    DOMAIN,
    TESTCD,
    SEQ,
    DTC
  FROM (
    SELECT
      b.USUBJID,
      b.APERIOD,
      m.PLACE,
      e.VALUE,
      e.TEXT,
      e.UNIT,
      e.DOMAIN,
      e.TESTCD,
      e.SEQ,
      e.DTC,
      ROW_NUMBER() OVER (
        PARTITION BY b.USUBJID, b.APERIOD, m.PLACE
        ORDER BY CASE WHEN b.EARLIEST THEN e.FIRST END NULLS LAST, e.FIRST DESC, e.TIME DESC, e.SEQ DESC
      ) AS _w
    FROM baseline_reference AS b
    JOIN evidence AS e
      ON e.USUBJID = b.USUBJID AND e.FIRST <= b.REFERENCE
    JOIN (
      SELECT
        *
      FROM item_place
      WHERE
        NUMBER = 13 AND MOMENT = 'baseline'
    ) AS m
      ON m.DOMAIN = e.DOMAIN AND m.TESTCD = e.TESTCD AND (
        m.CAT = '' OR m.CAT = e.CAT
      )
    WHERE
      b.RULE = 1
      AND e.DOMAIN IN ('ADLB', 'QS')
      AND (
        NOT e.VALUE IS NULL OR NOT e.TEXT IS NULL
      )
  ) AS _t
  WHERE
    _w = 1
)
SELECT
  v.USUBJID,
  v.ADT,
  c.PLACE,
  c.VALUE,
  c.TEXT,
  c.UNIT,
  c.DOMAIN,
  c.TESTCD,
  c.SEQ,
  c.DTC
FROM visit_13 AS v
JOIN period AS p
  ON p.USUBJID = v.USUBJID
  AND (
    p.STARTS IS NULL OR v.ADT >= p.STARTS
  )
  AND (
    p.ENDS IS NULL OR v.ADT <= p.ENDS
  )
JOIN chosen AS c
  ON c.USUBJID = v.USUBJID AND c.APERIOD = p.APERIOD;

-- baseline_14
WITH chosen AS (
  SELECT
    USUBJID,
    APERIOD,
    PLACE,
    VALUE,
    TEXT,
    UNIT,
    DOMAIN,
    TESTCD,
    SEQ,
    DTC
  FROM (
    SELECT
      b.USUBJID,
      b.APERIOD,
      m.PLACE,
      e.VALUE,
      e.TEXT,
      e.UNIT,
      e.DOMAIN,
      e.TESTCD,
      e.SEQ,
      e.DTC,
      ROW_NUMBER() OVER (
        PARTITION BY b.USUBJID, b.APERIOD, m.PLACE
        ORDER BY CASE WHEN b.EARLIEST THEN e.FIRST END NULLS LAST, e.FIRST DESC, e.TIME DESC, e.SEQ DESC
      ) AS _w
    FROM baseline_reference AS b
    JOIN evidence_2 AS e
      ON e.USUBJID = b.USUBJID AND e.FIRST <= b.REFERENCE
    JOIN (
      SELECT
        *
      FROM item_place
      WHERE
        NUMBER = 14 AND MOMENT = 'baseline'
    ) AS m
      ON m.DOMAIN = e.DOMAIN AND m.TESTCD = e.TESTCD AND (
        m.CAT = '' OR m.CAT = e.CAT
      )
    WHERE
      b.RULE = 1
      AND e.DOMAIN IN ('ADQS', 'LB')
      AND (
        NOT e.VALUE IS NULL OR NOT e.TEXT IS NULL
      )
  ) AS _t
  WHERE
    _w = 1
)
SELECT
  v.USUBJID,
  v.ADT,
  c.PLACE,
  c.VALUE,
  c.TEXT,
  c.UNIT,
  c.DOMAIN,
  c.TESTCD,
  c.SEQ,
  c.DTC
FROM visit_14 AS v
JOIN period AS p
  ON p.USUBJID = v.USUBJID
  AND (
    p.STARTS IS NULL OR v.ADT >= p.STARTS
  )
  AND (
    p.ENDS IS NULL OR v.ADT <= p.ENDS
  )
JOIN chosen AS c
  ON c.USUBJID = v.USUBJID AND c.APERIOD = p.APERIOD;

-- baseline_6
WITH chosen AS (
  SELECT
    USUBJID,
    APERIOD,
    PLACE,
    VALUE,
    TEXT,
    UNIT,
    DOMAIN,
    TESTCD,
    SEQ,
    DTC
  FROM (
    SELECT
      b.USUBJID,
      b.APERIOD,
      m.PLACE,
      e.VALUE,
      e.TEXT,
      e.UNIT,
      e.DOMAIN,
      e.TESTCD,
      e.SEQ,
      e.DTC,
      ROW_NUMBER() OVER (
        PARTITION BY b.USUBJID, b.APERIOD, m.PLACE
        ORDER BY CASE WHEN b.EARLIEST THEN e.FIRST END NULLS LAST, e.FIRST DESC, e.TIME DESC, e.SEQ DESC
      ) AS _w
    FROM baseline_reference AS b
    JOIN evidence AS e
      ON e.USUBJID = b.USUBJID AND e.FIRST <= b.REFERENCE
    JOIN (
      SELECT
        *
      FROM item_place
      WHERE
        NUMBER = 6 AND MOMENT = 'baseline'
    ) AS m
      ON m.DOMAIN = e.DOMAIN AND m.TESTCD = e.TESTCD AND (
        m.CAT = '' OR m.CAT = e.CAT
      )
    WHERE
      b.RULE = 1
      AND e.DOMAIN IN ('ADLB', 'QS')
      AND (
        NOT e.VALUE IS NULL OR NOT e.TEXT IS NULL
      )
  ) AS _t
  WHERE
    _w = 1
)
SELECT
  v.USUBJID,
  v.ADT,
  c.PLACE,
  c.VALUE,
  c.TEXT,
  c.UNIT,
  c.DOMAIN,
  c.TESTCD,
  c.SEQ,
  c.DTC
FROM visit_6 AS v
JOIN period AS p
  ON p.USUBJID = v.USUBJID
  AND (
    p.STARTS IS NULL OR v.ADT >= p.STARTS
  )
  AND (
    p.ENDS IS NULL OR v.ADT <= p.ENDS
  )
JOIN chosen AS c
  ON c.USUBJID = v.USUBJID AND c.APERIOD = p.APERIOD;

-- baseline_8
WITH chosen AS (
  SELECT
    USUBJID,
    APERIOD,
    PLACE,
    VALUE,
    TEXT,
    UNIT,
    DOMAIN,
    TESTCD,
    SEQ,
    DTC
  FROM (
    SELECT
      b.USUBJID,
      b.APERIOD,
      m.PLACE,
      e.VALUE,
      e.TEXT,
      e.UNIT,
      e.DOMAIN,
      e.TESTCD,
      e.SEQ,
      e.DTC,
      ROW_NUMBER() OVER (
        PARTITION BY b.USUBJID, b.APERIOD, m.PLACE
        ORDER BY CASE WHEN b.EARLIEST THEN e.FIRST END NULLS LAST, e.FIRST DESC, e.TIME DESC, e.SEQ DESC
      ) AS _w
    FROM baseline_reference AS b
    JOIN evidence AS e
      ON e.USUBJID = b.USUBJID AND e.FIRST <= b.REFERENCE
    JOIN (
      SELECT
        *
      FROM item_place
      WHERE
        NUMBER = 8 AND MOMENT = 'baseline'
    ) AS m
      ON m.DOMAIN = e.DOMAIN AND m.TESTCD = e.TESTCD AND (
        m.CAT = '' OR m.CAT = e.CAT
      )
    WHERE
      b.RULE = 1
      AND e.DOMAIN IN ('QS')
      AND (
        NOT e.VALUE IS NULL OR NOT e.TEXT IS NULL
      )
  ) AS _t
  WHERE
    _w = 1
)
SELECT
  v.USUBJID,
  v.ADT,
  c.PLACE,
  c.VALUE,
  c.TEXT,
  c.UNIT,
  c.DOMAIN,
  c.TESTCD,
  c.SEQ,
  c.DTC
FROM visit_8 AS v
JOIN period AS p
  ON p.USUBJID = v.USUBJID
  AND (
    p.STARTS IS NULL OR v.ADT >= p.STARTS
  )
  AND (
    p.ENDS IS NULL OR v.ADT <= p.ENDS
  )
JOIN chosen AS c
  ON c.USUBJID = v.USUBJID AND c.APERIOD = p.APERIOD;

-- baseline_9
WITH chosen AS (
  SELECT
    USUBJID,
    APERIOD,
    PLACE,
    VALUE,
    TEXT,
    UNIT,
    DOMAIN,
    TESTCD,
    SEQ,
    DTC
  FROM (
    SELECT
      b.USUBJID,
      b.APERIOD,
      m.PLACE,
      e.VALUE,
      e.TEXT,
      e.UNIT,
      e.DOMAIN,
      e.TESTCD,
      e.SEQ,
      e.DTC,
      ROW_NUMBER() OVER (
        PARTITION BY b.USUBJID, b.APERIOD, m.PLACE
        ORDER BY CASE WHEN b.EARLIEST THEN e.FIRST END NULLS LAST, e.FIRST DESC, e.TIME DESC, e.SEQ DESC
      ) AS _w
    FROM baseline_reference AS b
    JOIN evidence AS e
      ON e.USUBJID = b.USUBJID AND e.FIRST <= b.REFERENCE
    JOIN (
      SELECT
        *
      FROM item_place
      WHERE
        NUMBER = 9 AND MOMENT = 'baseline'
    ) AS m
      ON m.DOMAIN = e.DOMAIN AND m.TESTCD = e.TESTCD AND (
        m.CAT = '' OR m.CAT = e.CAT
      )
    WHERE
      b.RULE = 1
      AND e.DOMAIN IN ('RE')
      AND (
        NOT e.VALUE IS NULL OR NOT e.TEXT IS NULL
      )
  ) AS _t
  WHERE
    _w = 1
)
SELECT
  v.USUBJID,
  v.ADT,
  c.PLACE,
  c.VALUE,
  c.TEXT,
  c.UNIT,
  c.DOMAIN,
  c.TESTCD,
  c.SEQ,
  c.DTC
FROM visit_9 AS v
JOIN period AS p
  ON p.USUBJID = v.USUBJID
  AND (
    p.STARTS IS NULL OR v.ADT >= p.STARTS
  )
  AND (
    p.ENDS IS NULL OR v.ADT <= p.ENDS
  )
JOIN chosen AS c
  ON c.USUBJID = v.USUBJID AND c.APERIOD = p.APERIOD;

-- baseline_reference
WITH rules AS (
  SELECT
    CASE WHEN NAME = 'baseline.rule' THEN 1 ELSE 2 END AS RULE,
    VALUE AS NAME
  FROM protocol_setting
  WHERE
    NAME IN ('baseline.rule', 'baseline.second')
), depletion AS (
  SELECT
    p.USUBJID,
    p.APERIOD,
    MIN(l.GIVEN) AS GIVEN
  FROM period AS p
  JOIN lymphodepletion AS l
    ON l.USUBJID = p.USUBJID AND l.GIVEN <= p.DAY0 AND l.GIVEN >= p.DAY0 - 28
  GROUP BY
    p.USUBJID,
    p.APERIOD
)
SELECT
  p.USUBJID,
  p.APERIOD,
  r.RULE,
  r.NAME AS BASETYPE,
  COALESCE(
    CASE r.NAME
      WHEN 'before lymphodepletion'
      THEN d.GIVEN
      WHEN 'before leukapheresis'
      THEN s.APHERESIS
    END,
    p.DAY0
  ) AS REFERENCE,
  r.NAME = 'screening' AS EARLIEST,
  CASE
    WHEN r.NAME = 'before lymphodepletion'
    THEN d.GIVEN IS NULL
    WHEN r.NAME = 'before leukapheresis'
    THEN s.APHERESIS IS NULL
    ELSE FALSE
  END AS FALLBACK
FROM period AS p
JOIN subject AS s
  ON s.USUBJID = p.USUBJID
CROSS JOIN rules AS r
LEFT JOIN depletion AS d
  ON d.USUBJID = p.USUBJID AND d.APERIOD = p.APERIOD;

-- check_after_data_cut_ae_aestdtc
WITH n AS (
  SELECT
    COUNT(*) AS ROWS_FOUND,
    MAX(s.VALUE) AS CUT
  FROM sdtm_ae AS t
  JOIN protocol_setting AS s
    ON s.NAME = 'study.data_cut' AND t.AESTDTC_FIRST > TRY_CAST(s.VALUE AS DATE)
)
SELECT
  'after-data-cut' AS rule,
  'note' AS severity,
  'AE' AS domain,
  CAST(NULL AS STRING) AS USUBJID,
  CAST(NULL AS BIGINT) AS seq,
  'AESTDTC' AS variable,
  CAST(n.ROWS_FOUND AS STRING) AS value,
  CONCAT_WS(
    '',
    'AESTDTC: ',
    CAST(n.ROWS_FOUND AS STRING),
    ' rows are dated after the data cut ',
    n.CUT,
    ' and are not used'
  ) AS message,
  'move the data cut in study.toml to use them' AS fix
FROM n
WHERE
  n.ROWS_FOUND > 0;

-- check_after_data_cut_cm_cmstdtc
WITH n AS (
  SELECT
    COUNT(*) AS ROWS_FOUND,
    MAX(s.VALUE) AS CUT
  FROM sdtm_cm AS t
  JOIN protocol_setting AS s
    ON s.NAME = 'study.data_cut' AND t.CMSTDTC_FIRST > TRY_CAST(s.VALUE AS DATE)
)
SELECT
  'after-data-cut' AS rule,
  'note' AS severity,
  'CM' AS domain,
  CAST(NULL AS STRING) AS USUBJID,
  CAST(NULL AS BIGINT) AS seq,
  'CMSTDTC' AS variable,
  CAST(n.ROWS_FOUND AS STRING) AS value,
  CONCAT_WS(
    '',
    'CMSTDTC: ',
    CAST(n.ROWS_FOUND AS STRING),
    ' rows are dated after the data cut ',
    n.CUT,
    ' and are not used'
  ) AS message,
  'move the data cut in study.toml to use them' AS fix
FROM n
WHERE
  n.ROWS_FOUND > 0;

-- check_after_data_cut_cp_cpdtc
WITH n AS (
  SELECT
    COUNT(*) AS ROWS_FOUND,
    MAX(s.VALUE) AS CUT
  FROM sdtm_cp AS t
  JOIN protocol_setting AS s
    ON s.NAME = 'study.data_cut' AND t.CPDTC_FIRST > TRY_CAST(s.VALUE AS DATE)
)
SELECT
  'after-data-cut' AS rule,
  'note' AS severity,
  'CP' AS domain,
  CAST(NULL AS STRING) AS USUBJID,
  CAST(NULL AS BIGINT) AS seq,
  'CPDTC' AS variable,
  CAST(n.ROWS_FOUND AS STRING) AS value,
  CONCAT_WS(
    '',
    'CPDTC: ',
    CAST(n.ROWS_FOUND AS STRING),
    ' rows are dated after the data cut ',
    n.CUT,
    ' and are not used'
  ) AS message,
  'move the data cut in study.toml to use them' AS fix
FROM n
WHERE
  n.ROWS_FOUND > 0;

-- check_after_data_cut_ds_dsstdtc
WITH n AS (
  SELECT
    COUNT(*) AS ROWS_FOUND,
    MAX(s.VALUE) AS CUT
  FROM sdtm_ds AS t
  JOIN protocol_setting AS s
    ON s.NAME = 'study.data_cut' AND t.DSSTDTC_FIRST > TRY_CAST(s.VALUE AS DATE)
)
SELECT
  'after-data-cut' AS rule,
  'note' AS severity,
  'DS' AS domain,
  CAST(NULL AS STRING) AS USUBJID,
  CAST(NULL AS BIGINT) AS seq,
  'DSSTDTC' AS variable,
  CAST(n.ROWS_FOUND AS STRING) AS value,
  CONCAT_WS(
    '',
    'DSSTDTC: ',
    CAST(n.ROWS_FOUND AS STRING),
    ' rows are dated after the data cut ',
    n.CUT,
    ' and are not used'
  ) AS message,
  'move the data cut in study.toml to use them' AS fix
FROM n
WHERE
  n.ROWS_FOUND > 0;

-- check_after_data_cut_ex_exstdtc
WITH n AS (
  SELECT
    COUNT(*) AS ROWS_FOUND,
    MAX(s.VALUE) AS CUT
  FROM sdtm_ex AS t
  JOIN protocol_setting AS s
    ON s.NAME = 'study.data_cut' AND t.EXSTDTC_FIRST > TRY_CAST(s.VALUE AS DATE)
)
SELECT
  'after-data-cut' AS rule,
  'note' AS severity,
  'EX' AS domain,
  CAST(NULL AS STRING) AS USUBJID,
  CAST(NULL AS BIGINT) AS seq,
  'EXSTDTC' AS variable,
  CAST(n.ROWS_FOUND AS STRING) AS value,
  CONCAT_WS(
    '',
    'EXSTDTC: ',
    CAST(n.ROWS_FOUND AS STRING),
    ' rows are dated after the data cut ',
    n.CUT,
    ' and are not used'
  ) AS message,
  'move the data cut in study.toml to use them' AS fix
FROM n
WHERE
  n.ROWS_FOUND > 0;

-- check_after_data_cut_is_isdtc
WITH n AS (
  SELECT
    COUNT(*) AS ROWS_FOUND,
    MAX(s.VALUE) AS CUT
  FROM sdtm_is AS t
  JOIN protocol_setting AS s
    ON s.NAME = 'study.data_cut' AND t.ISDTC_FIRST > TRY_CAST(s.VALUE AS DATE)
)
SELECT
  'after-data-cut' AS rule,
  'note' AS severity,
  'IS' AS domain,
  CAST(NULL AS STRING) AS USUBJID,
  CAST(NULL AS BIGINT) AS seq,
  'ISDTC' AS variable,
  CAST(n.ROWS_FOUND AS STRING) AS value,
  CONCAT_WS(
    '',
    'ISDTC: ',
    CAST(n.ROWS_FOUND AS STRING),
    ' rows are dated after the data cut ',
    n.CUT,
    ' and are not used'
  ) AS message,
  'move the data cut in study.toml to use them' AS fix
FROM n
WHERE
  n.ROWS_FOUND > 0;

-- check_after_data_cut_lb_lbdtc
WITH n AS (
  SELECT
    COUNT(*) AS ROWS_FOUND,
    MAX(s.VALUE) AS CUT
  FROM sdtm_lb AS t
  JOIN protocol_setting AS s
    ON s.NAME = 'study.data_cut' AND t.LBDTC_FIRST > TRY_CAST(s.VALUE AS DATE)
)
SELECT
  'after-data-cut' AS rule,
  'note' AS severity,
  'LB' AS domain,
  CAST(NULL AS STRING) AS USUBJID,
  CAST(NULL AS BIGINT) AS seq,
  'LBDTC' AS variable,
  CAST(n.ROWS_FOUND AS STRING) AS value,
  CONCAT_WS(
    '',
    'LBDTC: ',
    CAST(n.ROWS_FOUND AS STRING),
    ' rows are dated after the data cut ',
    n.CUT,
    ' and are not used'
  ) AS message,
  'move the data cut in study.toml to use them' AS fix
FROM n
WHERE
  n.ROWS_FOUND > 0;

-- check_after_data_cut_mh_mhstdtc
WITH n AS (
  SELECT
    COUNT(*) AS ROWS_FOUND,
    MAX(s.VALUE) AS CUT
  FROM sdtm_mh AS t
  JOIN protocol_setting AS s
    ON s.NAME = 'study.data_cut' AND t.MHSTDTC_FIRST > TRY_CAST(s.VALUE AS DATE)
)
SELECT
  'after-data-cut' AS rule,
  'note' AS severity,
  'MH' AS domain,
  CAST(NULL AS STRING) AS USUBJID,
  CAST(NULL AS BIGINT) AS seq,
  'MHSTDTC' AS variable,
  CAST(n.ROWS_FOUND AS STRING) AS value,
  CONCAT_WS(
    '',
    'MHSTDTC: ',
    CAST(n.ROWS_FOUND AS STRING),
    ' rows are dated after the data cut ',
    n.CUT,
    ' and are not used'
  ) AS message,
  'move the data cut in study.toml to use them' AS fix
FROM n
WHERE
  n.ROWS_FOUND > 0;

-- check_after_data_cut_pr_prstdtc
WITH n AS (
  SELECT
    COUNT(*) AS ROWS_FOUND,
    MAX(s.VALUE) AS CUT
  FROM sdtm_pr AS t
  JOIN protocol_setting AS s
    ON s.NAME = 'study.data_cut' AND t.PRSTDTC_FIRST > TRY_CAST(s.VALUE AS DATE)
)
SELECT
  'after-data-cut' AS rule,
  'note' AS severity,
  'PR' AS domain,
  CAST(NULL AS STRING) AS USUBJID,
  CAST(NULL AS BIGINT) AS seq,
  'PRSTDTC' AS variable,
  CAST(n.ROWS_FOUND AS STRING) AS value,
  CONCAT_WS(
    '',
    'PRSTDTC: ',
    CAST(n.ROWS_FOUND AS STRING),
    ' rows are dated after the data cut ',
    n.CUT,
    ' and are not used'
  ) AS message,
  'move the data cut in study.toml to use them' AS fix
FROM n
WHERE
  n.ROWS_FOUND > 0;

-- check_after_data_cut_qs_qsdtc
WITH n AS (
  SELECT
    COUNT(*) AS ROWS_FOUND,
    MAX(s.VALUE) AS CUT
  FROM sdtm_qs AS t
  JOIN protocol_setting AS s
    ON s.NAME = 'study.data_cut' AND t.QSDTC_FIRST > TRY_CAST(s.VALUE AS DATE)
)
SELECT
  'after-data-cut' AS rule,
  'note' AS severity,
  'QS' AS domain,
  CAST(NULL AS STRING) AS USUBJID,
  CAST(NULL AS BIGINT) AS seq,
  'QSDTC' AS variable,
  CAST(n.ROWS_FOUND AS STRING) AS value,
  CONCAT_WS(
    '',
    'QSDTC: ',
    CAST(n.ROWS_FOUND AS STRING),
    ' rows are dated after the data cut ',
    n.CUT,
    ' and are not used'
  ) AS message,
  'move the data cut in study.toml to use them' AS fix
FROM n
WHERE
  n.ROWS_FOUND > 0;

-- check_after_data_cut_re_redtc
WITH n AS (
  SELECT
    COUNT(*) AS ROWS_FOUND,
    MAX(s.VALUE) AS CUT
  FROM sdtm_re AS t
  JOIN protocol_setting AS s
    ON s.NAME = 'study.data_cut' AND t.REDTC_FIRST > TRY_CAST(s.VALUE AS DATE)
)
SELECT
  'after-data-cut' AS rule,
  'note' AS severity,
  'RE' AS domain,
  CAST(NULL AS STRING) AS USUBJID,
  CAST(NULL AS BIGINT) AS seq,
  'REDTC' AS variable,
  CAST(n.ROWS_FOUND AS STRING) AS value,
  CONCAT_WS(
    '',
    'REDTC: ',
    CAST(n.ROWS_FOUND AS STRING),
    ' rows are dated after the data cut ',
    n.CUT,
    ' and are not used'
  ) AS message,
  'move the data cut in study.toml to use them' AS fix
FROM n
WHERE
  n.ROWS_FOUND > 0;

-- check_after_data_cut_vs_vsdtc
WITH n AS (
  SELECT
    COUNT(*) AS ROWS_FOUND,
    MAX(s.VALUE) AS CUT
  FROM sdtm_vs AS t
  JOIN protocol_setting AS s
    ON s.NAME = 'study.data_cut' AND t.VSDTC_FIRST > TRY_CAST(s.VALUE AS DATE)
)
SELECT
  'after-data-cut' AS rule,
  'note' AS severity,
  'VS' AS domain,
  CAST(NULL AS STRING) AS USUBJID,
  CAST(NULL AS BIGINT) AS seq,
  'VSDTC' AS variable,
  CAST(n.ROWS_FOUND AS STRING) AS value,
  CONCAT_WS(
    '',
    'VSDTC: ',
    CAST(n.ROWS_FOUND AS STRING),
    ' rows are dated after the data cut ',
    n.CUT,
    ' and are not used'
  ) AS message,
  'move the data cut in study.toml to use them' AS fix
FROM n
WHERE
  n.ROWS_FOUND > 0;

-- check_assessment_twice_cp
WITH suspect AS (
  SELECT
    t.USUBJID,
    t.CPDTC AS DTC
  FROM sdtm_cp AS t
  JOIN check_test_number_cp AS k
    ON k.CPTESTCD = COALESCE(t.CPTESTCD, '')
    AND k.CPCAT = COALESCE(t.CPCAT, '')
    AND k.CPMETHOD = COALESCE(t.CPMETHOD, '')
    AND k.CPSPEC = COALESCE(t.CPSPEC, '')
  WHERE
    NOT t.CPDTC IS NULL
  GROUP BY
    t.USUBJID,
    t.CPDTC,
    k.PART
  HAVING
    SUM(k.BIT) <> BIT_OR(k.BIT)
), dates AS (
  SELECT DISTINCT
    USUBJID,
    DTC
  FROM suspect
), d AS (
  SELECT
    t.USUBJID,
    t.CPDTC AS DTC,
    k.CPTESTCD AS TESTCD,
    MAX(t.CPSEQ) AS SEQ,
    COUNT(*) AS TIMES,
    MIN(COALESCE(CAST(t.CPSTRESN AS STRING), t.CPSTRESC, t.CPORRES)) AS LEAST_FOUND,
    MAX(COALESCE(CAST(t.CPSTRESN AS STRING), t.CPSTRESC, t.CPORRES)) AS GREATEST_FOUND,
    COALESCE(
      MIN(COALESCE(CAST(t.CPSTRESN AS STRING), t.CPSTRESC, t.CPORRES)) <> MAX(COALESCE(CAST(t.CPSTRESN AS STRING), t.CPSTRESC, t.CPORRES)),
      FALSE
    )
    OR NOT COUNT(COALESCE(CAST(t.CPSTRESN AS STRING), t.CPSTRESC, t.CPORRES)) IN (0, COUNT(*)) AS DIFFERENT
  FROM sdtm_cp AS t
  JOIN dates AS s
    ON s.USUBJID = t.USUBJID AND s.DTC = t.CPDTC
  JOIN check_test_number_cp AS k
    ON k.CPTESTCD = COALESCE(t.CPTESTCD, '')
    AND k.CPCAT = COALESCE(t.CPCAT, '')
    AND k.CPMETHOD = COALESCE(t.CPMETHOD, '')
    AND k.CPSPEC = COALESCE(t.CPSPEC, '')
  GROUP BY
    t.USUBJID,
    t.CPDTC,
    k.K,
    k.CPTESTCD
  HAVING
    COUNT(*) > 1
)
SELECT
  'assessment-twice' AS rule,
  CASE WHEN d.DIFFERENT THEN 'warning' ELSE 'note' END AS severity,
  'CP' AS domain,
  d.USUBJID AS USUBJID,
  d.SEQ AS seq,
  'CPTESTCD' AS variable,
  d.TESTCD AS value,
  CONCAT_WS(
    '',
    'CPTESTCD ',
    d.TESTCD,
    ' on ',
    d.DTC,
    ': expected one record, found ',
    CAST(d.TIMES AS STRING),
    CASE
      WHEN d.DIFFERENT
      THEN CONCAT_WS('', ' with different values (', d.LEAST_FOUND, ' and ', d.GREATEST_FOUND, ')')
      ELSE ' with the same value'
    END
  ) AS message,
  'keep one record, or add the time that tells them apart' AS fix
FROM d;

-- check_assessment_twice_is
WITH suspect AS (
  SELECT
    t.USUBJID,
    t.ISDTC AS DTC
  FROM sdtm_is AS t
  JOIN check_test_number_is AS k
    ON k.ISTESTCD = COALESCE(t.ISTESTCD, '')
    AND k.ISCAT = COALESCE(t.ISCAT, '')
    AND k.ISMETHOD = COALESCE(t.ISMETHOD, '')
    AND k.ISSPEC = COALESCE(t.ISSPEC, '')
  WHERE
    NOT t.ISDTC IS NULL
  GROUP BY
    t.USUBJID,
    t.ISDTC,
    k.PART
  HAVING
    SUM(k.BIT) <> BIT_OR(k.BIT)
), dates AS (
  SELECT DISTINCT
    USUBJID,
    DTC
  FROM suspect
), d AS (
  SELECT
    t.USUBJID,
    t.ISDTC AS DTC,
    k.ISTESTCD AS TESTCD,
    MAX(t.ISSEQ) AS SEQ,
    COUNT(*) AS TIMES,
    MIN(COALESCE(CAST(t.ISSTRESN AS STRING), t.ISSTRESC, t.ISORRES)) AS LEAST_FOUND,
    MAX(COALESCE(CAST(t.ISSTRESN AS STRING), t.ISSTRESC, t.ISORRES)) AS GREATEST_FOUND,
    COALESCE(
      MIN(COALESCE(CAST(t.ISSTRESN AS STRING), t.ISSTRESC, t.ISORRES)) <> MAX(COALESCE(CAST(t.ISSTRESN AS STRING), t.ISSTRESC, t.ISORRES)),
      FALSE
    )
    OR NOT COUNT(COALESCE(CAST(t.ISSTRESN AS STRING), t.ISSTRESC, t.ISORRES)) IN (0, COUNT(*)) AS DIFFERENT
  FROM sdtm_is AS t
  JOIN dates AS s
    ON s.USUBJID = t.USUBJID AND s.DTC = t.ISDTC
  JOIN check_test_number_is AS k
    ON k.ISTESTCD = COALESCE(t.ISTESTCD, '')
    AND k.ISCAT = COALESCE(t.ISCAT, '')
    AND k.ISMETHOD = COALESCE(t.ISMETHOD, '')
    AND k.ISSPEC = COALESCE(t.ISSPEC, '')
  GROUP BY
    t.USUBJID,
    t.ISDTC,
    k.K,
    k.ISTESTCD
  HAVING
    COUNT(*) > 1
)
SELECT
  'assessment-twice' AS rule,
  CASE WHEN d.DIFFERENT THEN 'warning' ELSE 'note' END AS severity,
  'IS' AS domain,
  d.USUBJID AS USUBJID,
  d.SEQ AS seq,
  'ISTESTCD' AS variable,
  d.TESTCD AS value,
  CONCAT_WS(
    '',
    'ISTESTCD ',
    d.TESTCD,
    ' on ',
    d.DTC,
    ': expected one record, found ',
    CAST(d.TIMES AS STRING),
    CASE
      WHEN d.DIFFERENT
      THEN CONCAT_WS('', ' with different values (', d.LEAST_FOUND, ' and ', d.GREATEST_FOUND, ')')
      ELSE ' with the same value'
    END
  ) AS message,
  'keep one record, or add the time that tells them apart' AS fix
FROM d;

-- check_assessment_twice_lb
WITH suspect AS (
  SELECT
    t.USUBJID,
    t.LBDTC AS DTC
  FROM sdtm_lb AS t
  JOIN check_test_number_lb AS k
    ON k.LBTESTCD = COALESCE(t.LBTESTCD, '')
    AND k.LBCAT = COALESCE(t.LBCAT, '')
    AND k.LBMETHOD = COALESCE(t.LBMETHOD, '')
    AND k.LBSPEC = COALESCE(t.LBSPEC, '')
  WHERE
    NOT t.LBDTC IS NULL
  GROUP BY
    t.USUBJID,
    t.LBDTC,
    k.PART
  HAVING
    SUM(k.BIT) <> BIT_OR(k.BIT)
), dates AS (
  SELECT DISTINCT
    USUBJID,
    DTC
  FROM suspect
), d AS (
  SELECT
    t.USUBJID,
    t.LBDTC AS DTC,
    k.LBTESTCD AS TESTCD,
    MAX(t.LBSEQ) AS SEQ,
    COUNT(*) AS TIMES,
    MIN(COALESCE(CAST(t.LBSTRESN AS STRING), t.LBSTRESC, t.LBORRES)) AS LEAST_FOUND,
    MAX(COALESCE(CAST(t.LBSTRESN AS STRING), t.LBSTRESC, t.LBORRES)) AS GREATEST_FOUND,
    COALESCE(
      MIN(COALESCE(CAST(t.LBSTRESN AS STRING), t.LBSTRESC, t.LBORRES)) <> MAX(COALESCE(CAST(t.LBSTRESN AS STRING), t.LBSTRESC, t.LBORRES)),
      FALSE
    )
    OR NOT COUNT(COALESCE(CAST(t.LBSTRESN AS STRING), t.LBSTRESC, t.LBORRES)) IN (0, COUNT(*)) AS DIFFERENT
  FROM sdtm_lb AS t
  JOIN dates AS s
    ON s.USUBJID = t.USUBJID AND s.DTC = t.LBDTC
  JOIN check_test_number_lb AS k
    ON k.LBTESTCD = COALESCE(t.LBTESTCD, '')
    AND k.LBCAT = COALESCE(t.LBCAT, '')
    AND k.LBMETHOD = COALESCE(t.LBMETHOD, '')
    AND k.LBSPEC = COALESCE(t.LBSPEC, '')
  GROUP BY
    t.USUBJID,
    t.LBDTC,
    k.K,
    k.LBTESTCD
  HAVING
    COUNT(*) > 1
)
SELECT
  'assessment-twice' AS rule,
  CASE WHEN d.DIFFERENT THEN 'warning' ELSE 'note' END AS severity,
  'LB' AS domain,
  d.USUBJID AS USUBJID,
  d.SEQ AS seq,
  'LBTESTCD' AS variable,
  d.TESTCD AS value,
  CONCAT_WS(
    '',
    'LBTESTCD ',
    d.TESTCD,
    ' on ',
    d.DTC,
    ': expected one record, found ',
    CAST(d.TIMES AS STRING),
    CASE
      WHEN d.DIFFERENT
      THEN CONCAT_WS('', ' with different values (', d.LEAST_FOUND, ' and ', d.GREATEST_FOUND, ')')
      ELSE ' with the same value'
    END
  ) AS message,
  'keep one record, or add the time that tells them apart' AS fix
FROM d;

-- check_assessment_twice_qs
WITH suspect AS (
  SELECT
    t.USUBJID,
    t.QSDTC AS DTC
  FROM sdtm_qs AS t
  JOIN check_test_number_qs AS k
    ON k.QSTESTCD = COALESCE(t.QSTESTCD, '') AND k.QSCAT = COALESCE(t.QSCAT, '')
  WHERE
    NOT t.QSDTC IS NULL
  GROUP BY
    t.USUBJID,
    t.QSDTC,
    k.PART
  HAVING
    SUM(k.BIT) <> BIT_OR(k.BIT)
), dates AS (
  SELECT DISTINCT
    USUBJID,
    DTC
  FROM suspect
), d AS (
  SELECT
    t.USUBJID,
    t.QSDTC AS DTC,
    k.QSTESTCD AS TESTCD,
    MAX(t.QSSEQ) AS SEQ,
    COUNT(*) AS TIMES,
    MIN(COALESCE(CAST(t.QSSTRESN AS STRING), t.QSSTRESC, t.QSORRES)) AS LEAST_FOUND,
    MAX(COALESCE(CAST(t.QSSTRESN AS STRING), t.QSSTRESC, t.QSORRES)) AS GREATEST_FOUND,
    COALESCE(
      MIN(COALESCE(CAST(t.QSSTRESN AS STRING), t.QSSTRESC, t.QSORRES)) <> MAX(COALESCE(CAST(t.QSSTRESN AS STRING), t.QSSTRESC, t.QSORRES)),
      FALSE
    )
    OR NOT COUNT(COALESCE(CAST(t.QSSTRESN AS STRING), t.QSSTRESC, t.QSORRES)) IN (0, COUNT(*)) AS DIFFERENT
  FROM sdtm_qs AS t
  JOIN dates AS s
    ON s.USUBJID = t.USUBJID AND s.DTC = t.QSDTC
  JOIN check_test_number_qs AS k
    ON k.QSTESTCD = COALESCE(t.QSTESTCD, '') AND k.QSCAT = COALESCE(t.QSCAT, '')
  GROUP BY
    t.USUBJID,
    t.QSDTC,
    k.K,
    k.QSTESTCD
  HAVING
    COUNT(*) > 1
)
SELECT
  'assessment-twice' AS rule,
  CASE WHEN d.DIFFERENT THEN 'warning' ELSE 'note' END AS severity,
  'QS' AS domain,
  d.USUBJID AS USUBJID,
  d.SEQ AS seq,
  'QSTESTCD' AS variable,
  d.TESTCD AS value,
  CONCAT_WS(
    '',
    'QSTESTCD ',
    d.TESTCD,
    ' on ',
    d.DTC,
    ': expected one record, found ',
    CAST(d.TIMES AS STRING),
    CASE
      WHEN d.DIFFERENT
      THEN CONCAT_WS('', ' with different values (', d.LEAST_FOUND, ' and ', d.GREATEST_FOUND, ')')
      ELSE ' with the same value'
    END
  ) AS message,
  'keep one record, or add the time that tells them apart' AS fix
FROM d;

-- check_assessment_twice_re
WITH suspect AS (
  SELECT
    t.USUBJID,
    t.REDTC AS DTC
  FROM sdtm_re AS t
  JOIN check_test_number_re AS k
    ON k.RETESTCD = COALESCE(t.RETESTCD, '') AND k.RECAT = COALESCE(t.RECAT, '')
  WHERE
    NOT t.REDTC IS NULL
  GROUP BY
    t.USUBJID,
    t.REDTC,
    k.PART
  HAVING
    SUM(k.BIT) <> BIT_OR(k.BIT)
), dates AS (
  SELECT DISTINCT
    USUBJID,
    DTC
  FROM suspect
), d AS (
  SELECT
    t.USUBJID,
    t.REDTC AS DTC,
    k.RETESTCD AS TESTCD,
    MAX(t.RESEQ) AS SEQ,
    COUNT(*) AS TIMES,
    MIN(COALESCE(CAST(t.RESTRESN AS STRING), t.RESTRESC, t.REORRES)) AS LEAST_FOUND,
    MAX(COALESCE(CAST(t.RESTRESN AS STRING), t.RESTRESC, t.REORRES)) AS GREATEST_FOUND,
    COALESCE(
      MIN(COALESCE(CAST(t.RESTRESN AS STRING), t.RESTRESC, t.REORRES)) <> MAX(COALESCE(CAST(t.RESTRESN AS STRING), t.RESTRESC, t.REORRES)),
      FALSE
    )
    OR NOT COUNT(COALESCE(CAST(t.RESTRESN AS STRING), t.RESTRESC, t.REORRES)) IN (0, COUNT(*)) AS DIFFERENT
  FROM sdtm_re AS t
  JOIN dates AS s
    ON s.USUBJID = t.USUBJID AND s.DTC = t.REDTC
  JOIN check_test_number_re AS k
    ON k.RETESTCD = COALESCE(t.RETESTCD, '') AND k.RECAT = COALESCE(t.RECAT, '')
  GROUP BY
    t.USUBJID,
    t.REDTC,
    k.K,
    k.RETESTCD
  HAVING
    COUNT(*) > 1
)
SELECT
  'assessment-twice' AS rule,
  CASE WHEN d.DIFFERENT THEN 'warning' ELSE 'note' END AS severity,
  'RE' AS domain,
  d.USUBJID AS USUBJID,
  d.SEQ AS seq,
  'RETESTCD' AS variable,
  d.TESTCD AS value,
  CONCAT_WS(
    '',
    'RETESTCD ',
    d.TESTCD,
    ' on ',
    d.DTC,
    ': expected one record, found ',
    CAST(d.TIMES AS STRING),
    CASE
      WHEN d.DIFFERENT
      THEN CONCAT_WS('', ' with different values (', d.LEAST_FOUND, ' and ', d.GREATEST_FOUND, ')')
      ELSE ' with the same value'
    END
  ) AS message,
  'keep one record, or add the time that tells them apart' AS fix
FROM d;

-- check_assessment_twice_vs
WITH suspect AS (
  SELECT
    t.USUBJID,
    t.VSDTC AS DTC
  FROM sdtm_vs AS t
  JOIN check_test_number_vs AS k
    ON k.VSTESTCD = COALESCE(t.VSTESTCD, '') AND k.VSCAT = COALESCE(t.VSCAT, '')
  WHERE
    NOT t.VSDTC IS NULL
  GROUP BY
    t.USUBJID,
    t.VSDTC,
    k.PART
  HAVING
    SUM(k.BIT) <> BIT_OR(k.BIT)
), dates AS (
  SELECT DISTINCT
    USUBJID,
    DTC
  FROM suspect
), d AS (
  SELECT
    t.USUBJID,
    t.VSDTC AS DTC,
    k.VSTESTCD AS TESTCD,
    MAX(t.VSSEQ) AS SEQ,
    COUNT(*) AS TIMES,
    MIN(COALESCE(CAST(t.VSSTRESN AS STRING), t.VSSTRESC, t.VSORRES)) AS LEAST_FOUND,
    MAX(COALESCE(CAST(t.VSSTRESN AS STRING), t.VSSTRESC, t.VSORRES)) AS GREATEST_FOUND,
    COALESCE(
      MIN(COALESCE(CAST(t.VSSTRESN AS STRING), t.VSSTRESC, t.VSORRES)) <> MAX(COALESCE(CAST(t.VSSTRESN AS STRING), t.VSSTRESC, t.VSORRES)),
      FALSE
    )
    OR NOT COUNT(COALESCE(CAST(t.VSSTRESN AS STRING), t.VSSTRESC, t.VSORRES)) IN (0, COUNT(*)) AS DIFFERENT
  FROM sdtm_vs AS t
  JOIN dates AS s
    ON s.USUBJID = t.USUBJID AND s.DTC = t.VSDTC
  JOIN check_test_number_vs AS k
    ON k.VSTESTCD = COALESCE(t.VSTESTCD, '') AND k.VSCAT = COALESCE(t.VSCAT, '')
  GROUP BY
    t.USUBJID,
    t.VSDTC,
    k.K,
    k.VSTESTCD
  HAVING
    COUNT(*) > 1
)
SELECT
  'assessment-twice' AS rule,
  CASE WHEN d.DIFFERENT THEN 'warning' ELSE 'note' END AS severity,
  'VS' AS domain,
  d.USUBJID AS USUBJID,
  d.SEQ AS seq,
  'VSTESTCD' AS variable,
  d.TESTCD AS value,
  CONCAT_WS(
    '',
    'VSTESTCD ',
    d.TESTCD,
    ' on ',
    d.DTC,
    ': expected one record, found ',
    CAST(d.TIMES AS STRING),
    CASE
      WHEN d.DIFFERENT
      THEN CONCAT_WS('', ' with different values (', d.LEAST_FOUND, ' and ', d.GREATEST_FOUND, ')')
      ELSE ' with the same value'
    END
  ) AS message,
  'keep one record, or add the time that tells them apart' AS fix
FROM d;

-- check_before_birth_ae_aestdtc
WITH r AS (
  SELECT
    USUBJID,
    MIN(AESTDTC_LAST) AS EARLIEST
  FROM sdtm_ae
  GROUP BY
    USUBJID
)
SELECT
  'before-birth' AS rule,
  'error' AS severity,
  'AE' AS domain,
  r.USUBJID AS USUBJID,
  CAST(NULL AS BIGINT) AS seq,
  'AESTDTC' AS variable,
  CAST(r.EARLIEST AS STRING) AS value,
  CONCAT_WS(
    '',
    'AESTDTC: expected a day on or after birth (',
    b.BRTHDTC,
    '), found ',
    CAST(r.EARLIEST AS STRING)
  ) AS message,
  'correct the date or BRTHDTC' AS fix
FROM r
JOIN sdtm_dm AS b
  ON b.USUBJID = r.USUBJID
WHERE
  r.EARLIEST < b.BRTHDTC_FIRST;

-- check_before_birth_cm_cmstdtc
WITH r AS (
  SELECT
    USUBJID,
    MIN(CMSTDTC_LAST) AS EARLIEST
  FROM sdtm_cm
  GROUP BY
    USUBJID
)
SELECT
  'before-birth' AS rule,
  'error' AS severity,
  'CM' AS domain,
  r.USUBJID AS USUBJID,
  CAST(NULL AS BIGINT) AS seq,
  'CMSTDTC' AS variable,
  CAST(r.EARLIEST AS STRING) AS value,
  CONCAT_WS(
    '',
    'CMSTDTC: expected a day on or after birth (',
    b.BRTHDTC,
    '), found ',
    CAST(r.EARLIEST AS STRING)
  ) AS message,
  'correct the date or BRTHDTC' AS fix
FROM r
JOIN sdtm_dm AS b
  ON b.USUBJID = r.USUBJID
WHERE
  r.EARLIEST < b.BRTHDTC_FIRST;

-- check_before_birth_cp_cpdtc
WITH r AS (
  SELECT
    USUBJID,
    MIN(CPDTC_LAST) AS EARLIEST
  FROM sdtm_cp
  GROUP BY
    USUBJID
)
SELECT
  'before-birth' AS rule,
  'error' AS severity,
  'CP' AS domain,
  r.USUBJID AS USUBJID,
  CAST(NULL AS BIGINT) AS seq,
  'CPDTC' AS variable,
  CAST(r.EARLIEST AS STRING) AS value,
  CONCAT_WS(
    '',
    'CPDTC: expected a day on or after birth (',
    b.BRTHDTC,
    '), found ',
    CAST(r.EARLIEST AS STRING)
  ) AS message,
  'correct the date or BRTHDTC' AS fix
FROM r
JOIN sdtm_dm AS b
  ON b.USUBJID = r.USUBJID
WHERE
  r.EARLIEST < b.BRTHDTC_FIRST;

-- check_before_birth_ds_dsstdtc
WITH r AS (
  SELECT
    USUBJID,
    MIN(DSSTDTC_LAST) AS EARLIEST
  FROM sdtm_ds
  GROUP BY
    USUBJID
)
SELECT
  'before-birth' AS rule,
  'error' AS severity,
  'DS' AS domain,
  r.USUBJID AS USUBJID,
  CAST(NULL AS BIGINT) AS seq,
  'DSSTDTC' AS variable,
  CAST(r.EARLIEST AS STRING) AS value,
  CONCAT_WS(
    '',
    'DSSTDTC: expected a day on or after birth (',
    b.BRTHDTC,
    '), found ',
    CAST(r.EARLIEST AS STRING)
  ) AS message,
  'correct the date or BRTHDTC' AS fix
FROM r
JOIN sdtm_dm AS b
  ON b.USUBJID = r.USUBJID
WHERE
  r.EARLIEST < b.BRTHDTC_FIRST;

-- check_before_birth_ex_exstdtc
WITH r AS (
  SELECT
    USUBJID,
    MIN(EXSTDTC_LAST) AS EARLIEST
  FROM sdtm_ex
  GROUP BY
    USUBJID
)
SELECT
  'before-birth' AS rule,
  'error' AS severity,
  'EX' AS domain,
  r.USUBJID AS USUBJID,
  CAST(NULL AS BIGINT) AS seq,
  'EXSTDTC' AS variable,
  CAST(r.EARLIEST AS STRING) AS value,
  CONCAT_WS(
    '',
    'EXSTDTC: expected a day on or after birth (',
    b.BRTHDTC,
    '), found ',
    CAST(r.EARLIEST AS STRING)
  ) AS message,
  'correct the date or BRTHDTC' AS fix
FROM r
JOIN sdtm_dm AS b
  ON b.USUBJID = r.USUBJID
WHERE
  r.EARLIEST < b.BRTHDTC_FIRST;

-- check_before_birth_is_isdtc
WITH r AS (
  SELECT
    USUBJID,
    MIN(ISDTC_LAST) AS EARLIEST
  FROM sdtm_is
  GROUP BY
    USUBJID
)
SELECT
  'before-birth' AS rule,
  'error' AS severity,
  'IS' AS domain,
  r.USUBJID AS USUBJID,
  CAST(NULL AS BIGINT) AS seq,
  'ISDTC' AS variable,
  CAST(r.EARLIEST AS STRING) AS value,
  CONCAT_WS(
    '',
    'ISDTC: expected a day on or after birth (',
    b.BRTHDTC,
    '), found ',
    CAST(r.EARLIEST AS STRING)
  ) AS message,
  'correct the date or BRTHDTC' AS fix
FROM r
JOIN sdtm_dm AS b
  ON b.USUBJID = r.USUBJID
WHERE
  r.EARLIEST < b.BRTHDTC_FIRST;

-- check_before_birth_lb_lbdtc
WITH r AS (
  SELECT
    USUBJID,
    MIN(LBDTC_LAST) AS EARLIEST
  FROM sdtm_lb
  GROUP BY
    USUBJID
)
SELECT
  'before-birth' AS rule,
  'error' AS severity,
  'LB' AS domain,
  r.USUBJID AS USUBJID,
  CAST(NULL AS BIGINT) AS seq,
  'LBDTC' AS variable,
  CAST(r.EARLIEST AS STRING) AS value,
  CONCAT_WS(
    '',
    'LBDTC: expected a day on or after birth (',
    b.BRTHDTC,
    '), found ',
    CAST(r.EARLIEST AS STRING)
  ) AS message,
  'correct the date or BRTHDTC' AS fix
FROM r
JOIN sdtm_dm AS b
  ON b.USUBJID = r.USUBJID
WHERE
  r.EARLIEST < b.BRTHDTC_FIRST;

-- check_before_birth_mh_mhstdtc
WITH r AS (
  SELECT
    USUBJID,
    MIN(MHSTDTC_LAST) AS EARLIEST
  FROM sdtm_mh
  GROUP BY
    USUBJID
)
SELECT
  'before-birth' AS rule,
  'error' AS severity,
  'MH' AS domain,
  r.USUBJID AS USUBJID,
  CAST(NULL AS BIGINT) AS seq,
  'MHSTDTC' AS variable,
  CAST(r.EARLIEST AS STRING) AS value,
  CONCAT_WS(
    '',
    'MHSTDTC: expected a day on or after birth (',
    b.BRTHDTC,
    '), found ',
    CAST(r.EARLIEST AS STRING)
  ) AS message,
  'correct the date or BRTHDTC' AS fix
FROM r
JOIN sdtm_dm AS b
  ON b.USUBJID = r.USUBJID
WHERE
  r.EARLIEST < b.BRTHDTC_FIRST;

-- check_before_birth_pr_prstdtc
WITH r AS (
  SELECT
    USUBJID,
    MIN(PRSTDTC_LAST) AS EARLIEST
  FROM sdtm_pr
  GROUP BY
    USUBJID
)
SELECT
  'before-birth' AS rule,
  'error' AS severity,
  'PR' AS domain,
  r.USUBJID AS USUBJID,
  CAST(NULL AS BIGINT) AS seq,
  'PRSTDTC' AS variable,
  CAST(r.EARLIEST AS STRING) AS value,
  CONCAT_WS(
    '',
    'PRSTDTC: expected a day on or after birth (',
    b.BRTHDTC,
    '), found ',
    CAST(r.EARLIEST AS STRING)
  ) AS message,
  'correct the date or BRTHDTC' AS fix
FROM r
JOIN sdtm_dm AS b
  ON b.USUBJID = r.USUBJID
WHERE
  r.EARLIEST < b.BRTHDTC_FIRST;

-- check_before_birth_qs_qsdtc
WITH r AS (
  SELECT
    USUBJID,
    MIN(QSDTC_LAST) AS EARLIEST
  FROM sdtm_qs
  GROUP BY
    USUBJID
)
SELECT
  'before-birth' AS rule,
  'error' AS severity,
  'QS' AS domain,
  r.USUBJID AS USUBJID,
  CAST(NULL AS BIGINT) AS seq,
  'QSDTC' AS variable,
  CAST(r.EARLIEST AS STRING) AS value,
  CONCAT_WS(
    '',
    'QSDTC: expected a day on or after birth (',
    b.BRTHDTC,
    '), found ',
    CAST(r.EARLIEST AS STRING)
  ) AS message,
  'correct the date or BRTHDTC' AS fix
FROM r
JOIN sdtm_dm AS b
  ON b.USUBJID = r.USUBJID
WHERE
  r.EARLIEST < b.BRTHDTC_FIRST;

-- check_before_birth_re_redtc
WITH r AS (
  SELECT
    USUBJID,
    MIN(REDTC_LAST) AS EARLIEST
  FROM sdtm_re
  GROUP BY
    USUBJID
)
SELECT
  'before-birth' AS rule,
  'error' AS severity,
  'RE' AS domain,
  r.USUBJID AS USUBJID,
  CAST(NULL AS BIGINT) AS seq,
  'REDTC' AS variable,
  CAST(r.EARLIEST AS STRING) AS value,
  CONCAT_WS(
    '',
    'REDTC: expected a day on or after birth (',
    b.BRTHDTC,
    '), found ',
    CAST(r.EARLIEST AS STRING)
  ) AS message,
  'correct the date or BRTHDTC' AS fix
FROM r
JOIN sdtm_dm AS b
  ON b.USUBJID = r.USUBJID
WHERE
  r.EARLIEST < b.BRTHDTC_FIRST;

-- check_before_birth_vs_vsdtc
WITH r AS (
  SELECT
    USUBJID,
    MIN(VSDTC_LAST) AS EARLIEST
  FROM sdtm_vs
  GROUP BY
    USUBJID
)
SELECT
  'before-birth' AS rule,
  'error' AS severity,
  'VS' AS domain,
  r.USUBJID AS USUBJID,
  CAST(NULL AS BIGINT) AS seq,
  'VSDTC' AS variable,
  CAST(r.EARLIEST AS STRING) AS value,
  CONCAT_WS(
    '',
    'VSDTC: expected a day on or after birth (',
    b.BRTHDTC,
    '), found ',
    CAST(r.EARLIEST AS STRING)
  ) AS message,
  'correct the date or BRTHDTC' AS fix
FROM r
JOIN sdtm_dm AS b
  ON b.USUBJID = r.USUBJID
WHERE
  r.EARLIEST < b.BRTHDTC_FIRST;

-- check_date_inexact_cm_cmstdtc
WITH broken AS (
  SELECT
    USUBJID AS SUBJECT,
    CMSEQ AS SEQ,
    SRCFILE AS FILENO,
    SRCROW AS ROWNO,
    CMSTDTC AS FOUND,
    CASE CASE
        WHEN CMSTDTC IS NULL
        OR (
          LENGTH(CMSTDTC) = 10
          AND NOT (
            CASE
              WHEN (
                CMSTDTC LIKE '____-__-__'
                OR CMSTDTC LIKE '____-__-__T%'
                OR CMSTDTC LIKE '____-__-__ %'
              )
              AND CMSTDTC >= '1000'
              AND SUBSTRING(CMSTDTC, 10, 1) BETWEEN '0' AND '9'
              THEN TRY_CAST(SUBSTRING(CMSTDTC, 1, 10) AS DATE)
            END
          ) IS NULL
        )
        THEN NULL
        WHEN NULLIF(
          REGEXP_EXTRACT(
            UPPER(CMSTDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
          ),
          ''
        ) IS NULL
        THEN CASE
          WHEN CMSTDTC LIKE '--%'
          THEN 'year not recorded'
          ELSE 'not an ISO 8601 date'
        END
        WHEN COALESCE(
          CASE
            WHEN (
              CMSTDTC LIKE '____-__-__'
              OR CMSTDTC LIKE '____-__-__T%'
              OR CMSTDTC LIKE '____-__-__ %'
            )
            AND CMSTDTC >= '1000'
            AND SUBSTRING(CMSTDTC, 10, 1) BETWEEN '0' AND '9'
            THEN TRY_CAST(SUBSTRING(CMSTDTC, 1, 10) AS DATE)
          END,
          TRY_CAST(NULLIF(
            REGEXP_EXTRACT(
              UPPER(CMSTDTC),
              '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
            ),
            ''
          ) || '-' || COALESCE(
            NULLIF(
              REGEXP_EXTRACT(
                UPPER(CMSTDTC),
                '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
                2
              ),
              ''
            ),
            '01'
          ) || '-' || COALESCE(
            NULLIF(
              REGEXP_EXTRACT(
                UPPER(CMSTDTC),
                '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
                3
              ),
              ''
            ),
            '01'
          ) AS DATE)
        ) IS NULL
        OR COALESCE(
          CASE
            WHEN (
              CMSTDTC LIKE '____-__-__'
              OR CMSTDTC LIKE '____-__-__T%'
              OR CMSTDTC LIKE '____-__-__ %'
            )
            AND CMSTDTC >= '1000'
            AND SUBSTRING(CMSTDTC, 10, 1) BETWEEN '0' AND '9'
            THEN TRY_CAST(SUBSTRING(CMSTDTC, 1, 10) AS DATE)
          END,
          CASE
            WHEN NOT NULLIF(
              REGEXP_EXTRACT(
                UPPER(CMSTDTC),
                '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
                2
              ),
              ''
            ) IS NULL
            AND NULLIF(
              REGEXP_EXTRACT(
                UPPER(CMSTDTC),
                '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
                3
              ),
              ''
            ) IS NULL
            THEN LAST_DAY(
              TRY_CAST(NULLIF(
                REGEXP_EXTRACT(
                  UPPER(CMSTDTC),
                  '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
                ),
                ''
              ) || '-' || NULLIF(
                REGEXP_EXTRACT(
                  UPPER(CMSTDTC),
                  '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
                  2
                ),
                ''
              ) || '-01' AS DATE)
            )
            ELSE TRY_CAST(NULLIF(
              REGEXP_EXTRACT(
                UPPER(CMSTDTC),
                '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
              ),
              ''
            ) || '-' || COALESCE(
              NULLIF(
                REGEXP_EXTRACT(
                  UPPER(CMSTDTC),
                  '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
                  2
                ),
                ''
              ),
              '12'
            ) || '-' || COALESCE(
              NULLIF(
                REGEXP_EXTRACT(
                  UPPER(CMSTDTC),
                  '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
                  3
                ),
                ''
              ),
              '31'
            ) AS DATE)
          END
        ) IS NULL
        THEN 'impossible date'
        WHEN NOT NULLIF(
          REGEXP_EXTRACT(
            UPPER(CMSTDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            2
          ),
          ''
        ) IS NULL
        AND NOT NULLIF(
          REGEXP_EXTRACT(
            UPPER(CMSTDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            3
          ),
          ''
        ) IS NULL
        THEN CASE
          WHEN LENGTH(CMSTDTC) > 10
          AND NOT (
            CMSTDTC RLIKE '^.{10}[T ]([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:[.,][0-9]+)?)?(?:Z|[+-][0-9:]+)?$'
            OR CMSTDTC RLIKE '^.{10}[T ](([01][0-9]|2[0-3])|([0-9][0-9]|-):-|-:[0-5][0-9])$'
          )
          THEN 'unreadable time of day'
        END
        WHEN REGEXP_EXTRACT(UPPER(CMSTDTC), '^([^T]*)') RLIKE '[A-SU-Z]'
        THEN 'unknown part marked by letters'
      END
      WHEN 'unknown part marked by letters'
      THEN 'note'
      ELSE 'warning'
    END AS SEVERITY,
    CONCAT_WS(
      '',
      'CMSTDTC: expected an ISO 8601 date, found ',
      '\'',
      CMSTDTC,
      '\', ',
      CASE
        WHEN CMSTDTC IS NULL
        OR (
          LENGTH(CMSTDTC) = 10
          AND NOT (
            CASE
              WHEN (
                CMSTDTC LIKE '____-__-__'
                OR CMSTDTC LIKE '____-__-__T%'
                OR CMSTDTC LIKE '____-__-__ %'
              )
              AND CMSTDTC >= '1000'
              AND SUBSTRING(CMSTDTC, 10, 1) BETWEEN '0' AND '9'
              THEN TRY_CAST(SUBSTRING(CMSTDTC, 1, 10) AS DATE)
            END
          ) IS NULL
        )
        THEN NULL
        WHEN NULLIF(
          REGEXP_EXTRACT(
            UPPER(CMSTDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
          ),
          ''
        ) IS NULL
        THEN CASE
          WHEN CMSTDTC LIKE '--%'
          THEN 'year not recorded'
          ELSE 'not an ISO 8601 date'
        END
        WHEN COALESCE(
          CASE
            WHEN (
              CMSTDTC LIKE '____-__-__'
              OR CMSTDTC LIKE '____-__-__T%'
              OR CMSTDTC LIKE '____-__-__ %'
            )
            AND CMSTDTC >= '1000'
            AND SUBSTRING(CMSTDTC, 10, 1) BETWEEN '0' AND '9'
            THEN TRY_CAST(SUBSTRING(CMSTDTC, 1, 10) AS DATE)
          END,
          TRY_CAST(NULLIF(
            REGEXP_EXTRACT(
              UPPER(CMSTDTC),
              '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
            ),
            ''
          ) || '-' || COALESCE(
            NULLIF(
              REGEXP_EXTRACT(
                UPPER(CMSTDTC),
                '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
                2
              ),
              ''
            ),
            '01'
          ) || '-' || COALESCE(
            NULLIF(
              REGEXP_EXTRACT(
                UPPER(CMSTDTC),
                '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
                3
              ),
              ''
            ),
            '01'
          ) AS DATE)
        ) IS NULL
        OR COALESCE(
          CASE
            WHEN (
              CMSTDTC LIKE '____-__-__'
              OR CMSTDTC LIKE '____-__-__T%'
              OR CMSTDTC LIKE '____-__-__ %'
            )
            AND CMSTDTC >= '1000'
            AND SUBSTRING(CMSTDTC, 10, 1) BETWEEN '0' AND '9'
            THEN TRY_CAST(SUBSTRING(CMSTDTC, 1, 10) AS DATE)
          END,
          CASE
            WHEN NOT NULLIF(
              REGEXP_EXTRACT(
                UPPER(CMSTDTC),
                '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
                2
              ),
              ''
            ) IS NULL
            AND NULLIF(
              REGEXP_EXTRACT(
                UPPER(CMSTDTC),
                '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
                3
              ),
              ''
            ) IS NULL
            THEN LAST_DAY(
              TRY_CAST(NULLIF(
                REGEXP_EXTRACT(
                  UPPER(CMSTDTC),
                  '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
                ),
                ''
              ) || '-' || NULLIF(
                REGEXP_EXTRACT(
                  UPPER(CMSTDTC),
                  '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
                  2
                ),
                ''
              ) || '-01' AS DATE)
            )
            ELSE TRY_CAST(NULLIF(
              REGEXP_EXTRACT(
                UPPER(CMSTDTC),
                '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
              ),
              ''
            ) || '-' || COALESCE(
              NULLIF(
                REGEXP_EXTRACT(
                  UPPER(CMSTDTC),
                  '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
                  2
                ),
                ''
              ),
              '12'
            ) || '-' || COALESCE(
              NULLIF(
                REGEXP_EXTRACT(
                  UPPER(CMSTDTC),
                  '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
                  3
                ),
                ''
              ),
              '31'
            ) AS DATE)
          END
        ) IS NULL
        THEN 'impossible date'
        WHEN NOT NULLIF(
          REGEXP_EXTRACT(
            UPPER(CMSTDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            2
          ),
          ''
        ) IS NULL
        AND NOT NULLIF(
          REGEXP_EXTRACT(
            UPPER(CMSTDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            3
          ),
          ''
        ) IS NULL
        THEN CASE
          WHEN LENGTH(CMSTDTC) > 10
          AND NOT (
            CMSTDTC RLIKE '^.{10}[T ]([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:[.,][0-9]+)?)?(?:Z|[+-][0-9:]+)?$'
            OR CMSTDTC RLIKE '^.{10}[T ](([01][0-9]|2[0-3])|([0-9][0-9]|-):-|-:[0-5][0-9])$'
          )
          THEN 'unreadable time of day'
        END
        WHEN REGEXP_EXTRACT(UPPER(CMSTDTC), '^([^T]*)') RLIKE '[A-SU-Z]'
        THEN 'unknown part marked by letters'
      END,
      CASE
        WHEN CMSTDTC_FIRST IS NULL
        THEN '; the date is taken as unknown'
        ELSE CONCAT_WS(
          '',
          '; read as ',
          CAST(CMSTDTC_FIRST AS STRING),
          CASE
            WHEN CMSTDTC_FIRST <> CMSTDTC_LAST
            THEN CONCAT_WS('', ' to ', CAST(CMSTDTC_LAST AS STRING))
          END
        )
      END
    ) AS MESSAGE,
    CASE CASE
        WHEN CMSTDTC IS NULL
        OR (
          LENGTH(CMSTDTC) = 10
          AND NOT (
            CASE
              WHEN (
                CMSTDTC LIKE '____-__-__'
                OR CMSTDTC LIKE '____-__-__T%'
                OR CMSTDTC LIKE '____-__-__ %'
              )
              AND CMSTDTC >= '1000'
              AND SUBSTRING(CMSTDTC, 10, 1) BETWEEN '0' AND '9'
              THEN TRY_CAST(SUBSTRING(CMSTDTC, 1, 10) AS DATE)
            END
          ) IS NULL
        )
        THEN NULL
        WHEN NULLIF(
          REGEXP_EXTRACT(
            UPPER(CMSTDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
          ),
          ''
        ) IS NULL
        THEN CASE
          WHEN CMSTDTC LIKE '--%'
          THEN 'year not recorded'
          ELSE 'not an ISO 8601 date'
        END
        WHEN COALESCE(
          CASE
            WHEN (
              CMSTDTC LIKE '____-__-__'
              OR CMSTDTC LIKE '____-__-__T%'
              OR CMSTDTC LIKE '____-__-__ %'
            )
            AND CMSTDTC >= '1000'
            AND SUBSTRING(CMSTDTC, 10, 1) BETWEEN '0' AND '9'
            THEN TRY_CAST(SUBSTRING(CMSTDTC, 1, 10) AS DATE)
          END,
          TRY_CAST(NULLIF(
            REGEXP_EXTRACT(
              UPPER(CMSTDTC),
              '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
            ),
            ''
          ) || '-' || COALESCE(
            NULLIF(
              REGEXP_EXTRACT(
                UPPER(CMSTDTC),
                '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
                2
              ),
              ''
            ),
            '01'
          ) || '-' || COALESCE(
            NULLIF(
              REGEXP_EXTRACT(
                UPPER(CMSTDTC),
                '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
                3
              ),
              ''
            ),
            '01'
          ) AS DATE)
        ) IS NULL
        OR COALESCE(
          CASE
            WHEN (
              CMSTDTC LIKE '____-__-__'
              OR CMSTDTC LIKE '____-__-__T%'
              OR CMSTDTC LIKE '____-__-__ %'
            )
            AND CMSTDTC >= '1000'
            AND SUBSTRING(CMSTDTC, 10, 1) BETWEEN '0' AND '9'
            THEN TRY_CAST(SUBSTRING(CMSTDTC, 1, 10) AS DATE)
          END,
          CASE
            WHEN NOT NULLIF(
              REGEXP_EXTRACT(
                UPPER(CMSTDTC),
                '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
                2
              ),
              ''
            ) IS NULL
            AND NULLIF(
              REGEXP_EXTRACT(
                UPPER(CMSTDTC),
                '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
                3
              ),
              ''
            ) IS NULL
            THEN LAST_DAY(
              TRY_CAST(NULLIF(
                REGEXP_EXTRACT(
                  UPPER(CMSTDTC),
                  '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
                ),
                ''
              ) || '-' || NULLIF(
                REGEXP_EXTRACT(
                  UPPER(CMSTDTC),
                  '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
                  2
                ),
                ''
              ) || '-01' AS DATE)
            )
            ELSE TRY_CAST(NULLIF(
              REGEXP_EXTRACT(
                UPPER(CMSTDTC),
                '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
              ),
              ''
            ) || '-' || COALESCE(
              NULLIF(
                REGEXP_EXTRACT(
                  UPPER(CMSTDTC),
                  '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
                  2
                ),
                ''
              ),
              '12'
            ) || '-' || COALESCE(
              NULLIF(
                REGEXP_EXTRACT(
                  UPPER(CMSTDTC),
                  '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
                  3
                ),
                ''
              ),
              '31'
            ) AS DATE)
          END
        ) IS NULL
        THEN 'impossible date'
        WHEN NOT NULLIF(
          REGEXP_EXTRACT(
            UPPER(CMSTDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            2
          ),
          ''
        ) IS NULL
        AND NOT NULLIF(
          REGEXP_EXTRACT(
            UPPER(CMSTDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            3
          ),
          ''
        ) IS NULL
        THEN CASE
          WHEN LENGTH(CMSTDTC) > 10
          AND NOT (
            CMSTDTC RLIKE '^.{10}[T ]([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:[.,][0-9]+)?)?(?:Z|[+-][0-9:]+)?$'
            OR CMSTDTC RLIKE '^.{10}[T ](([01][0-9]|2[0-3])|([0-9][0-9]|-):-|-:[0-5][0-9])$'
          )
          THEN 'unreadable time of day'
        END
        WHEN REGEXP_EXTRACT(UPPER(CMSTDTC), '^([^T]*)') RLIKE '[A-SU-Z]'
        THEN 'unknown part marked by letters'
      END
      WHEN 'unreadable time of day'
      THEN 'write the time as hh:mm'
      WHEN 'year not recorded'
      THEN 'add the year'
      ELSE 'leave unknown parts out: 2022-03, or 2022'
    END AS FIX
  FROM sdtm_cm
  WHERE
    NOT CMSTDTC IS NULL
    AND (
      CMSTDTC_FIRST IS NULL
      OR NOT (
        (
          LENGTH(CMSTDTC) = 10 AND CMSTDTC_FIRST = CMSTDTC_LAST
        )
        OR NOT CMSTDTC_TIME IS NULL
        OR LENGTH(CMSTDTC) = 4
        OR (
          LENGTH(CMSTDTC) = 7 AND SUBSTRING(CMSTDTC, 6, 1) BETWEEN '0' AND '9'
        )
      )
    )
    AND NOT (
      CMSTDTC_FIRST IS NULL AND CMSTDTC NOT LIKE '--%'
    )
    AND NOT CASE
      WHEN CMSTDTC IS NULL
      OR (
        LENGTH(CMSTDTC) = 10
        AND NOT (
          CASE
            WHEN (
              CMSTDTC LIKE '____-__-__'
              OR CMSTDTC LIKE '____-__-__T%'
              OR CMSTDTC LIKE '____-__-__ %'
            )
            AND CMSTDTC >= '1000'
            AND SUBSTRING(CMSTDTC, 10, 1) BETWEEN '0' AND '9'
            THEN TRY_CAST(SUBSTRING(CMSTDTC, 1, 10) AS DATE)
          END
        ) IS NULL
      )
      THEN NULL
      WHEN NULLIF(
        REGEXP_EXTRACT(
          UPPER(CMSTDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
        ),
        ''
      ) IS NULL
      THEN CASE
        WHEN CMSTDTC LIKE '--%'
        THEN 'year not recorded'
        ELSE 'not an ISO 8601 date'
      END
      WHEN COALESCE(
        CASE
          WHEN (
            CMSTDTC LIKE '____-__-__'
            OR CMSTDTC LIKE '____-__-__T%'
            OR CMSTDTC LIKE '____-__-__ %'
          )
          AND CMSTDTC >= '1000'
          AND SUBSTRING(CMSTDTC, 10, 1) BETWEEN '0' AND '9'
          THEN TRY_CAST(SUBSTRING(CMSTDTC, 1, 10) AS DATE)
        END,
        TRY_CAST(NULLIF(
          REGEXP_EXTRACT(
            UPPER(CMSTDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
          ),
          ''
        ) || '-' || COALESCE(
          NULLIF(
            REGEXP_EXTRACT(
              UPPER(CMSTDTC),
              '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
              2
            ),
            ''
          ),
          '01'
        ) || '-' || COALESCE(
          NULLIF(
            REGEXP_EXTRACT(
              UPPER(CMSTDTC),
              '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
              3
            ),
            ''
          ),
          '01'
        ) AS DATE)
      ) IS NULL
      OR COALESCE(
        CASE
          WHEN (
            CMSTDTC LIKE '____-__-__'
            OR CMSTDTC LIKE '____-__-__T%'
            OR CMSTDTC LIKE '____-__-__ %'
          )
          AND CMSTDTC >= '1000'
          AND SUBSTRING(CMSTDTC, 10, 1) BETWEEN '0' AND '9'
          THEN TRY_CAST(SUBSTRING(CMSTDTC, 1, 10) AS DATE)
        END,
        CASE
          WHEN NOT NULLIF(
            REGEXP_EXTRACT(
              UPPER(CMSTDTC),
              '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
              2
            ),
            ''
          ) IS NULL
          AND NULLIF(
            REGEXP_EXTRACT(
              UPPER(CMSTDTC),
              '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
              3
            ),
            ''
          ) IS NULL
          THEN LAST_DAY(
            TRY_CAST(NULLIF(
              REGEXP_EXTRACT(
                UPPER(CMSTDTC),
                '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
              ),
              ''
            ) || '-' || NULLIF(
              REGEXP_EXTRACT(
                UPPER(CMSTDTC),
                '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
                2
              ),
              ''
            ) || '-01' AS DATE)
          )
          ELSE TRY_CAST(NULLIF(
            REGEXP_EXTRACT(
              UPPER(CMSTDTC),
              '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
            ),
            ''
          ) || '-' || COALESCE(
            NULLIF(
              REGEXP_EXTRACT(
                UPPER(CMSTDTC),
                '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
                2
              ),
              ''
            ),
            '12'
          ) || '-' || COALESCE(
            NULLIF(
              REGEXP_EXTRACT(
                UPPER(CMSTDTC),
                '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
                3
              ),
              ''
            ),
            '31'
          ) AS DATE)
        END
      ) IS NULL
      THEN 'impossible date'
      WHEN NOT NULLIF(
        REGEXP_EXTRACT(
          UPPER(CMSTDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          2
        ),
        ''
      ) IS NULL
      AND NOT NULLIF(
        REGEXP_EXTRACT(
          UPPER(CMSTDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          3
        ),
        ''
      ) IS NULL
      THEN CASE
        WHEN LENGTH(CMSTDTC) > 10
        AND NOT (
          CMSTDTC RLIKE '^.{10}[T ]([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:[.,][0-9]+)?)?(?:Z|[+-][0-9:]+)?$'
          OR CMSTDTC RLIKE '^.{10}[T ](([01][0-9]|2[0-3])|([0-9][0-9]|-):-|-:[0-5][0-9])$'
        )
        THEN 'unreadable time of day'
      END
      WHEN REGEXP_EXTRACT(UPPER(CMSTDTC), '^([^T]*)') RLIKE '[A-SU-Z]'
      THEN 'unknown part marked by letters'
    END IS NULL
)
SELECT
  'date-inexact' AS rule,
  SEVERITY AS severity,
  'CM' AS domain,
  SUBJECT AS USUBJID,
  SEQ AS seq,
  'CMSTDTC' AS variable,
  FOUND AS value,
  CONCAT_WS('', f.NAME, ', row ', CAST(ROWNO - f.BEFORE AS STRING), ', ', MESSAGE) AS message,
  FIX AS fix
FROM broken
JOIN source_file AS f
  ON f.FILE = FILENO
ORDER BY
  FILENO NULLS LAST,
  ROWNO NULLS LAST
LIMIT 1000;

-- check_disease_unknown
WITH p AS (
  SELECT
    USUBJID,
    DISEASE,
    ROW_NUMBER() OVER (ORDER BY USUBJID NULLS LAST) AS N
  FROM protocol_patient
), a AS (
  SELECT
    COUNT(DISEASE) AS KNOWN
  FROM p
)
SELECT
  'disease-unknown' AS rule,
  'warning' AS severity,
  'DM' AS domain,
  CASE WHEN a.KNOWN > 0 THEN p.USUBJID END AS USUBJID,
  CAST(NULL AS BIGINT) AS seq,
  CAST(NULL AS STRING) AS variable,
  CAST(NULL AS STRING) AS value,
  CASE
    WHEN a.KNOWN = 0
    THEN 'domain DM: expected the disease group (SLE, IIM, SSC) of the patients, found it of none; nothing is derived by disease'
    ELSE CONCAT_WS(
      '',
      'domain DM: expected the disease group (SLE, IIM, SSC) of ',
      p.USUBJID,
      ', found none'
    )
  END AS message,
  'tell the group in study.toml, section disease' AS fix
FROM p
CROSS JOIN a
WHERE
  p.DISEASE IS NULL AND (
    a.KNOWN > 0 OR p.N = 1
  );

-- check_grade_missing_ae_aetoxgr
WITH broken AS (
  SELECT
    USUBJID AS SUBJECT,
    AESEQ AS SEQ,
    SRCFILE AS FILENO,
    SRCROW AS ROWNO,
    AETERM AS FOUND,
    'warning' AS SEVERITY,
    CONCAT_WS('', 'AETOXGR: expected a grade 1 to 5 of ', AETERM, ', found none') AS MESSAGE,
    'grade the event, or say in the report that it is not graded' AS FIX
  FROM sdtm_ae
  WHERE
    AETOXGR IS NULL
)
SELECT
  'grade-missing' AS rule,
  SEVERITY AS severity,
  'AE' AS domain,
  SUBJECT AS USUBJID,
  SEQ AS seq,
  'AETOXGR' AS variable,
  FOUND AS value,
  CONCAT_WS('', f.NAME, ', row ', CAST(ROWNO - f.BEFORE AS STRING), ', ', MESSAGE) AS message,
  FIX AS fix
FROM broken
JOIN source_file AS f
  ON f.FILE = FILENO
ORDER BY
  FILENO NULLS LAST,
  ROWNO NULLS LAST
LIMIT 1000;

-- check_item_out_of_range
WITH extreme AS (
  SELECT
    DOMAIN,
    TESTCD,
    CAT,
    MIN(VALUE) AS LEAST_FOUND,
    MAX(VALUE) AS GREATEST_FOUND,
    COUNT(*) FILTER(WHERE
      VALUE IS NULL AND NOT TEXT IS NULL) AS TEXTS
  FROM observation
  WHERE
    DOMAIN IN ('QS', 'LB', 'VS', 'RE', 'CP', 'IS')
  GROUP BY
    DOMAIN,
    TESTCD,
    CAT
), suspect AS (
  SELECT DISTINCT
    o.DOMAIN,
    o.TESTCD
  FROM extreme AS o
  JOIN item_range AS r
    ON r.DOMAIN = o.DOMAIN
    AND r.TESTCD = o.TESTCD
    AND (
      r.CAT IS NULL OR r.CAT = o.CAT
    )
  WHERE
    o.LEAST_FOUND < r.LOW OR o.GREATEST_FOUND > r.HIGH OR o.TEXTS > 0
)
SELECT
  'item-out-of-range' AS rule,
  'error' AS severity,
  o.DOMAIN AS domain,
  o.USUBJID AS USUBJID,
  o.SEQ AS seq,
  CONCAT_WS('', o.DOMAIN, 'STRESN') AS variable,
  COALESCE(CAST(o.VALUE AS STRING), o.TEXT) AS value,
  CONCAT_WS(
    '',
    o.DOMAIN,
    ' ',
    o.TESTCD,
    ' on ',
    o.DTC,
    ': expected a number from ',
    CAST(r.LOW AS STRING),
    ' to ',
    CAST(r.HIGH AS STRING),
    ', found ',
    COALESCE(CAST(o.VALUE AS STRING), o.TEXT)
  ) AS message,
  'correct the value; leave it empty when it is not known' AS fix
FROM observation AS o
JOIN suspect AS s
  ON s.DOMAIN = o.DOMAIN AND s.TESTCD = o.TESTCD
JOIN item_range AS r
  ON r.DOMAIN = o.DOMAIN
  AND r.TESTCD = o.TESTCD
  AND (
    r.CAT IS NULL OR r.CAT = o.CAT
  )
WHERE
  o.VALUE < r.LOW
  OR o.VALUE > r.HIGH
  OR (
    o.VALUE IS NULL AND NOT o.TEXT IS NULL
  );

-- check_no_infusion
WITH e AS (
  SELECT
    USUBJID,
    BOOL_OR(COALESCE(EXCAT = 'CAR T', FALSE)) AS INFUSED
  FROM sdtm_ex
  GROUP BY
    USUBJID
), asked AS (
  SELECT
    COUNT(*) AS N
  FROM protocol_setting
  WHERE
    NAME = 'day0.rule' AND VALUE = 'first exposure'
), infused AS (
  SELECT
    COUNT(*) AS N
  FROM e
  WHERE
    INFUSED
), a AS (
  SELECT
    asked.N > 0 OR infused.N = 0 AS BY_EXPOSURE,
    asked.N = 0 AND infused.N = 0 AS FALLS_BACK
  FROM asked
  CROSS JOIN infused
), p AS (
  SELECT DISTINCT
    d.USUBJID,
    COALESCE(e.INFUSED, FALSE) AS INFUSED,
    NOT e.USUBJID IS NULL AS EXPOSED
  FROM sdtm_dm AS d
  LEFT JOIN e
    ON e.USUBJID = d.USUBJID
)
SELECT
  'no-infusion' AS rule,
  CASE WHEN p.EXPOSED THEN 'warning' ELSE 'note' END AS severity,
  'EX' AS domain,
  p.USUBJID AS USUBJID,
  CAST(NULL AS BIGINT) AS seq,
  'EXCAT' AS variable,
  CAST(NULL AS STRING) AS value,
  CONCAT_WS(
    '',
    'domain EX: expected ',
    CASE WHEN a.BY_EXPOSURE THEN 'an exposure' ELSE 'a CAR T infusion' END,
    ' of ',
    p.USUBJID,
    ', found ',
    CASE WHEN p.EXPOSED THEN 'other exposure only' ELSE 'none' END,
    '; the patient has no day 0'
  ) AS message,
  'name the category or treatment of the infusion in study.toml, section exposure' AS fix
FROM p
CROSS JOIN a
WHERE
  CASE WHEN a.BY_EXPOSURE THEN NOT p.EXPOSED ELSE NOT p.INFUSED END
UNION ALL
SELECT
  'no-infusion' AS rule,
  'warning' AS severity,
  'EX' AS domain,
  CAST(NULL AS STRING) AS USUBJID,
  CAST(NULL AS BIGINT) AS seq,
  'EXCAT' AS variable,
  CAST(NULL AS STRING) AS value,
  'domain EX: expected a CAR T infusion, found none in the study; day 0 is the first exposure' AS message,
  'name the category or treatment of the infusion in study.toml, section exposure' AS fix
FROM a
WHERE
  a.FALLS_BACK;

-- check_sequence_twice_ae
WITH suspect AS (
  SELECT
    USUBJID,
    CAST(FLOOR((
      AESEQ
    ) / 40.0) AS BIGINT) AS PART
  FROM sdtm_ae
  WHERE
    AESEQ >= 0
  GROUP BY
    USUBJID,
    CAST(FLOOR((
      AESEQ
    ) / 40.0) AS BIGINT)
  HAVING
    SUM(CAST(POWER(2, AESEQ % 40) AS BIGINT)) <> BIT_OR(CAST(POWER(2, AESEQ % 40) AS BIGINT))
), d AS (
  SELECT
    t.USUBJID,
    t.AESEQ AS SEQ,
    COUNT(*) AS TIMES
  FROM sdtm_ae AS t
  JOIN suspect AS s
    ON s.USUBJID = t.USUBJID AND s.PART = CAST(FLOOR((
      t.AESEQ
    ) / 40.0) AS BIGINT)
  GROUP BY
    t.USUBJID,
    t.AESEQ
  HAVING
    COUNT(*) > 1
)
SELECT
  'sequence-twice' AS rule,
  'error' AS severity,
  'AE' AS domain,
  d.USUBJID AS USUBJID,
  d.SEQ AS seq,
  'AESEQ' AS variable,
  CAST(d.SEQ AS STRING) AS value,
  CONCAT_WS(
    '',
    'AESEQ: expected a number once a patient, found ',
    CAST(d.SEQ AS STRING),
    ' ',
    CAST(d.TIMES AS STRING),
    ' times; the trace cannot tell these records apart'
  ) AS message,
  'number the records of each patient anew' AS fix
FROM d;

-- check_sequence_twice_cm
WITH suspect AS (
  SELECT
    USUBJID,
    CAST(FLOOR((
      CMSEQ
    ) / 40.0) AS BIGINT) AS PART
  FROM sdtm_cm
  WHERE
    CMSEQ >= 0
  GROUP BY
    USUBJID,
    CAST(FLOOR((
      CMSEQ
    ) / 40.0) AS BIGINT)
  HAVING
    SUM(CAST(POWER(2, CMSEQ % 40) AS BIGINT)) <> BIT_OR(CAST(POWER(2, CMSEQ % 40) AS BIGINT))
), d AS (
  SELECT
    t.USUBJID,
    t.CMSEQ AS SEQ,
    COUNT(*) AS TIMES
  FROM sdtm_cm AS t
  JOIN suspect AS s
    ON s.USUBJID = t.USUBJID AND s.PART = CAST(FLOOR((
      t.CMSEQ
    ) / 40.0) AS BIGINT)
  GROUP BY
    t.USUBJID,
    t.CMSEQ
  HAVING
    COUNT(*) > 1
)
SELECT
  'sequence-twice' AS rule,
  'error' AS severity,
  'CM' AS domain,
  d.USUBJID AS USUBJID,
  d.SEQ AS seq,
  'CMSEQ' AS variable,
  CAST(d.SEQ AS STRING) AS value,
  CONCAT_WS(
    '',
    'CMSEQ: expected a number once a patient, found ',
    CAST(d.SEQ AS STRING),
    ' ',
    CAST(d.TIMES AS STRING),
    ' times; the trace cannot tell these records apart'
  ) AS message,
  'number the records of each patient anew' AS fix
FROM d;

-- check_sequence_twice_cp
WITH suspect AS (
  SELECT
    USUBJID,
    CAST(FLOOR((
      CPSEQ
    ) / 40.0) AS BIGINT) AS PART
  FROM sdtm_cp
  WHERE
    CPSEQ >= 0
  GROUP BY
    USUBJID,
    CAST(FLOOR((
      CPSEQ
    ) / 40.0) AS BIGINT)
  HAVING
    SUM(CAST(POWER(2, CPSEQ % 40) AS BIGINT)) <> BIT_OR(CAST(POWER(2, CPSEQ % 40) AS BIGINT))
), d AS (
  SELECT
    t.USUBJID,
    t.CPSEQ AS SEQ,
    COUNT(*) AS TIMES
  FROM sdtm_cp AS t
  JOIN suspect AS s
    ON s.USUBJID = t.USUBJID AND s.PART = CAST(FLOOR((
      t.CPSEQ
    ) / 40.0) AS BIGINT)
  GROUP BY
    t.USUBJID,
    t.CPSEQ
  HAVING
    COUNT(*) > 1
)
SELECT
  'sequence-twice' AS rule,
  'error' AS severity,
  'CP' AS domain,
  d.USUBJID AS USUBJID,
  d.SEQ AS seq,
  'CPSEQ' AS variable,
  CAST(d.SEQ AS STRING) AS value,
  CONCAT_WS(
    '',
    'CPSEQ: expected a number once a patient, found ',
    CAST(d.SEQ AS STRING),
    ' ',
    CAST(d.TIMES AS STRING),
    ' times; the trace cannot tell these records apart'
  ) AS message,
  'number the records of each patient anew' AS fix
FROM d;

-- check_sequence_twice_ds
WITH suspect AS (
  SELECT
    USUBJID,
    CAST(FLOOR((
      DSSEQ
    ) / 40.0) AS BIGINT) AS PART
  FROM sdtm_ds
  WHERE
    DSSEQ >= 0
  GROUP BY
    USUBJID,
    CAST(FLOOR((
      DSSEQ
    ) / 40.0) AS BIGINT)
  HAVING
    SUM(CAST(POWER(2, DSSEQ % 40) AS BIGINT)) <> BIT_OR(CAST(POWER(2, DSSEQ % 40) AS BIGINT))
), d AS (
  SELECT
    t.USUBJID,
    t.DSSEQ AS SEQ,
    COUNT(*) AS TIMES
  FROM sdtm_ds AS t
  JOIN suspect AS s
    ON s.USUBJID = t.USUBJID AND s.PART = CAST(FLOOR((
      t.DSSEQ
    ) / 40.0) AS BIGINT)
  GROUP BY
    t.USUBJID,
    t.DSSEQ
  HAVING
    COUNT(*) > 1
)
SELECT
  'sequence-twice' AS rule,
  'error' AS severity,
  'DS' AS domain,
  d.USUBJID AS USUBJID,
  d.SEQ AS seq,
  'DSSEQ' AS variable,
  CAST(d.SEQ AS STRING) AS value,
  CONCAT_WS(
    '',
    'DSSEQ: expected a number once a patient, found ',
    CAST(d.SEQ AS STRING),
    ' ',
    CAST(d.TIMES AS STRING),
    ' times; the trace cannot tell these records apart'
  ) AS message,
  'number the records of each patient anew' AS fix
FROM d;

-- check_sequence_twice_ex
WITH suspect AS (
  SELECT
    USUBJID,
    CAST(FLOOR((
      EXSEQ
    ) / 40.0) AS BIGINT) AS PART
  FROM sdtm_ex
  WHERE
    EXSEQ >= 0
  GROUP BY
    USUBJID,
    CAST(FLOOR((
      EXSEQ
    ) / 40.0) AS BIGINT)
  HAVING
    SUM(CAST(POWER(2, EXSEQ % 40) AS BIGINT)) <> BIT_OR(CAST(POWER(2, EXSEQ % 40) AS BIGINT))
), d AS (
  SELECT
    t.USUBJID,
    t.EXSEQ AS SEQ,
    COUNT(*) AS TIMES
  FROM sdtm_ex AS t
  JOIN suspect AS s
    ON s.USUBJID = t.USUBJID AND s.PART = CAST(FLOOR((
      t.EXSEQ
    ) / 40.0) AS BIGINT)
  GROUP BY
    t.USUBJID,
    t.EXSEQ
  HAVING
    COUNT(*) > 1
)
SELECT
  'sequence-twice' AS rule,
  'error' AS severity,
  'EX' AS domain,
  d.USUBJID AS USUBJID,
  d.SEQ AS seq,
  'EXSEQ' AS variable,
  CAST(d.SEQ AS STRING) AS value,
  CONCAT_WS(
    '',
    'EXSEQ: expected a number once a patient, found ',
    CAST(d.SEQ AS STRING),
    ' ',
    CAST(d.TIMES AS STRING),
    ' times; the trace cannot tell these records apart'
  ) AS message,
  'number the records of each patient anew' AS fix
FROM d;

-- check_sequence_twice_is
WITH suspect AS (
  SELECT
    USUBJID,
    CAST(FLOOR((
      ISSEQ
    ) / 40.0) AS BIGINT) AS PART
  FROM sdtm_is
  WHERE
    ISSEQ >= 0
  GROUP BY
    USUBJID,
    CAST(FLOOR((
      ISSEQ
    ) / 40.0) AS BIGINT)
  HAVING
    SUM(CAST(POWER(2, ISSEQ % 40) AS BIGINT)) <> BIT_OR(CAST(POWER(2, ISSEQ % 40) AS BIGINT))
), d AS (
  SELECT
    t.USUBJID,
    t.ISSEQ AS SEQ,
    COUNT(*) AS TIMES
  FROM sdtm_is AS t
  JOIN suspect AS s
    ON s.USUBJID = t.USUBJID AND s.PART = CAST(FLOOR((
      t.ISSEQ
    ) / 40.0) AS BIGINT)
  GROUP BY
    t.USUBJID,
    t.ISSEQ
  HAVING
    COUNT(*) > 1
)
SELECT
  'sequence-twice' AS rule,
  'error' AS severity,
  'IS' AS domain,
  d.USUBJID AS USUBJID,
  d.SEQ AS seq,
  'ISSEQ' AS variable,
  CAST(d.SEQ AS STRING) AS value,
  CONCAT_WS(
    '',
    'ISSEQ: expected a number once a patient, found ',
    CAST(d.SEQ AS STRING),
    ' ',
    CAST(d.TIMES AS STRING),
    ' times; the trace cannot tell these records apart'
  ) AS message,
  'number the records of each patient anew' AS fix
FROM d;

-- check_sequence_twice_lb
WITH suspect AS (
  SELECT
    USUBJID,
    CAST(FLOOR((
      LBSEQ
    ) / 40.0) AS BIGINT) AS PART
  FROM sdtm_lb
  WHERE
    LBSEQ >= 0
  GROUP BY
    USUBJID,
    CAST(FLOOR((
      LBSEQ
    ) / 40.0) AS BIGINT)
  HAVING
    SUM(CAST(POWER(2, LBSEQ % 40) AS BIGINT)) <> BIT_OR(CAST(POWER(2, LBSEQ % 40) AS BIGINT))
), d AS (
  SELECT
    t.USUBJID,
    t.LBSEQ AS SEQ,
    COUNT(*) AS TIMES
  FROM sdtm_lb AS t
  JOIN suspect AS s
    ON s.USUBJID = t.USUBJID AND s.PART = CAST(FLOOR((
      t.LBSEQ
    ) / 40.0) AS BIGINT)
  GROUP BY
    t.USUBJID,
    t.LBSEQ
  HAVING
    COUNT(*) > 1
)
SELECT
  'sequence-twice' AS rule,
  'error' AS severity,
  'LB' AS domain,
  d.USUBJID AS USUBJID,
  d.SEQ AS seq,
  'LBSEQ' AS variable,
  CAST(d.SEQ AS STRING) AS value,
  CONCAT_WS(
    '',
    'LBSEQ: expected a number once a patient, found ',
    CAST(d.SEQ AS STRING),
    ' ',
    CAST(d.TIMES AS STRING),
    ' times; the trace cannot tell these records apart'
  ) AS message,
  'number the records of each patient anew' AS fix
FROM d;

-- check_sequence_twice_mh
WITH suspect AS (
  SELECT
    USUBJID,
    CAST(FLOOR((
      MHSEQ
    ) / 40.0) AS BIGINT) AS PART
  FROM sdtm_mh
  WHERE
    MHSEQ >= 0
  GROUP BY
    USUBJID,
    CAST(FLOOR((
      MHSEQ
    ) / 40.0) AS BIGINT)
  HAVING
    SUM(CAST(POWER(2, MHSEQ % 40) AS BIGINT)) <> BIT_OR(CAST(POWER(2, MHSEQ % 40) AS BIGINT))
), d AS (
  SELECT
    t.USUBJID,
    t.MHSEQ AS SEQ,
    COUNT(*) AS TIMES
  FROM sdtm_mh AS t
  JOIN suspect AS s
    ON s.USUBJID = t.USUBJID AND s.PART = CAST(FLOOR((
      t.MHSEQ
    ) / 40.0) AS BIGINT)
  GROUP BY
    t.USUBJID,
    t.MHSEQ
  HAVING
    COUNT(*) > 1
)
SELECT
  'sequence-twice' AS rule,
  'error' AS severity,
  'MH' AS domain,
  d.USUBJID AS USUBJID,
  d.SEQ AS seq,
  'MHSEQ' AS variable,
  CAST(d.SEQ AS STRING) AS value,
  CONCAT_WS(
    '',
    'MHSEQ: expected a number once a patient, found ',
    CAST(d.SEQ AS STRING),
    ' ',
    CAST(d.TIMES AS STRING),
    ' times; the trace cannot tell these records apart'
  ) AS message,
  'number the records of each patient anew' AS fix
FROM d;

-- check_sequence_twice_pr
WITH suspect AS (
  SELECT
    USUBJID,
    CAST(FLOOR((
      PRSEQ
    ) / 40.0) AS BIGINT) AS PART
  FROM sdtm_pr
  WHERE
    PRSEQ >= 0
  GROUP BY
    USUBJID,
    CAST(FLOOR((
      PRSEQ
    ) / 40.0) AS BIGINT)
  HAVING
    SUM(CAST(POWER(2, PRSEQ % 40) AS BIGINT)) <> BIT_OR(CAST(POWER(2, PRSEQ % 40) AS BIGINT))
), d AS (
  SELECT
    t.USUBJID,
    t.PRSEQ AS SEQ,
    COUNT(*) AS TIMES
  FROM sdtm_pr AS t
  JOIN suspect AS s
    ON s.USUBJID = t.USUBJID AND s.PART = CAST(FLOOR((
      t.PRSEQ
    ) / 40.0) AS BIGINT)
  GROUP BY
    t.USUBJID,
    t.PRSEQ
  HAVING
    COUNT(*) > 1
)
SELECT
  'sequence-twice' AS rule,
  'error' AS severity,
  'PR' AS domain,
  d.USUBJID AS USUBJID,
  d.SEQ AS seq,
  'PRSEQ' AS variable,
  CAST(d.SEQ AS STRING) AS value,
  CONCAT_WS(
    '',
    'PRSEQ: expected a number once a patient, found ',
    CAST(d.SEQ AS STRING),
    ' ',
    CAST(d.TIMES AS STRING),
    ' times; the trace cannot tell these records apart'
  ) AS message,
  'number the records of each patient anew' AS fix
FROM d;

-- check_sequence_twice_qs
WITH suspect AS (
  SELECT
    USUBJID,
    CAST(FLOOR((
      QSSEQ
    ) / 40.0) AS BIGINT) AS PART
  FROM sdtm_qs
  WHERE
    QSSEQ >= 0
  GROUP BY
    USUBJID,
    CAST(FLOOR((
      QSSEQ
    ) / 40.0) AS BIGINT)
  HAVING
    SUM(CAST(POWER(2, QSSEQ % 40) AS BIGINT)) <> BIT_OR(CAST(POWER(2, QSSEQ % 40) AS BIGINT))
), d AS (
  SELECT
    t.USUBJID,
    t.QSSEQ AS SEQ,
    COUNT(*) AS TIMES
  FROM sdtm_qs AS t
  JOIN suspect AS s
    ON s.USUBJID = t.USUBJID AND s.PART = CAST(FLOOR((
      t.QSSEQ
    ) / 40.0) AS BIGINT)
  GROUP BY
    t.USUBJID,
    t.QSSEQ
  HAVING
    COUNT(*) > 1
)
SELECT
  'sequence-twice' AS rule,
  'error' AS severity,
  'QS' AS domain,
  d.USUBJID AS USUBJID,
  d.SEQ AS seq,
  'QSSEQ' AS variable,
  CAST(d.SEQ AS STRING) AS value,
  CONCAT_WS(
    '',
    'QSSEQ: expected a number once a patient, found ',
    CAST(d.SEQ AS STRING),
    ' ',
    CAST(d.TIMES AS STRING),
    ' times; the trace cannot tell these records apart'
  ) AS message,
  'number the records of each patient anew' AS fix
FROM d;

-- check_sequence_twice_re
WITH suspect AS (
  SELECT
    USUBJID,
    CAST(FLOOR((
      RESEQ
    ) / 40.0) AS BIGINT) AS PART
  FROM sdtm_re
  WHERE
    RESEQ >= 0
  GROUP BY
    USUBJID,
    CAST(FLOOR((
      RESEQ
    ) / 40.0) AS BIGINT)
  HAVING
    SUM(CAST(POWER(2, RESEQ % 40) AS BIGINT)) <> BIT_OR(CAST(POWER(2, RESEQ % 40) AS BIGINT))
), d AS (
  SELECT
    t.USUBJID,
    t.RESEQ AS SEQ,
    COUNT(*) AS TIMES
  FROM sdtm_re AS t
  JOIN suspect AS s
    ON s.USUBJID = t.USUBJID AND s.PART = CAST(FLOOR((
      t.RESEQ
    ) / 40.0) AS BIGINT)
  GROUP BY
    t.USUBJID,
    t.RESEQ
  HAVING
    COUNT(*) > 1
)
SELECT
  'sequence-twice' AS rule,
  'error' AS severity,
  'RE' AS domain,
  d.USUBJID AS USUBJID,
  d.SEQ AS seq,
  'RESEQ' AS variable,
  CAST(d.SEQ AS STRING) AS value,
  CONCAT_WS(
    '',
    'RESEQ: expected a number once a patient, found ',
    CAST(d.SEQ AS STRING),
    ' ',
    CAST(d.TIMES AS STRING),
    ' times; the trace cannot tell these records apart'
  ) AS message,
  'number the records of each patient anew' AS fix
FROM d;

-- check_sequence_twice_vs
WITH suspect AS (
  SELECT
    USUBJID,
    CAST(FLOOR((
      VSSEQ
    ) / 40.0) AS BIGINT) AS PART
  FROM sdtm_vs
  WHERE
    VSSEQ >= 0
  GROUP BY
    USUBJID,
    CAST(FLOOR((
      VSSEQ
    ) / 40.0) AS BIGINT)
  HAVING
    SUM(CAST(POWER(2, VSSEQ % 40) AS BIGINT)) <> BIT_OR(CAST(POWER(2, VSSEQ % 40) AS BIGINT))
), d AS (
  SELECT
    t.USUBJID,
    t.VSSEQ AS SEQ,
    COUNT(*) AS TIMES
  FROM sdtm_vs AS t
  JOIN suspect AS s
    ON s.USUBJID = t.USUBJID AND s.PART = CAST(FLOOR((
      t.VSSEQ
    ) / 40.0) AS BIGINT)
  GROUP BY
    t.USUBJID,
    t.VSSEQ
  HAVING
    COUNT(*) > 1
)
SELECT
  'sequence-twice' AS rule,
  'error' AS severity,
  'VS' AS domain,
  d.USUBJID AS USUBJID,
  d.SEQ AS seq,
  'VSSEQ' AS variable,
  CAST(d.SEQ AS STRING) AS value,
  CONCAT_WS(
    '',
    'VSSEQ: expected a number once a patient, found ',
    CAST(d.SEQ AS STRING),
    ' ',
    CAST(d.TIMES AS STRING),
    ' times; the trace cannot tell these records apart'
  ) AS message,
  'number the records of each patient anew' AS fix
FROM d;

-- check_subject_not_in_dm_ae
WITH r AS (
  SELECT
    USUBJID,
    COUNT(*) AS ROWS_FOUND
  FROM sdtm_ae
  GROUP BY
    USUBJID
)
SELECT
  'subject-not-in-dm' AS rule,
  'error' AS severity,
  'AE' AS domain,
  r.USUBJID AS USUBJID,
  CAST(NULL AS BIGINT) AS seq,
  'USUBJID' AS variable,
  r.USUBJID AS value,
  CONCAT_WS(
    '',
    'domain AE: expected patients of DM, found ',
    r.USUBJID,
    ' with ',
    CAST(r.ROWS_FOUND AS STRING),
    ' rows'
  ) AS message,
  'add the patient to DM, or correct USUBJID' AS fix
FROM r
LEFT JOIN sdtm_dm AS d
  ON d.USUBJID = r.USUBJID
WHERE
  d.USUBJID IS NULL;

-- check_subject_not_in_dm_cm
WITH r AS (
  SELECT
    USUBJID,
    COUNT(*) AS ROWS_FOUND
  FROM sdtm_cm
  GROUP BY
    USUBJID
)
SELECT
  'subject-not-in-dm' AS rule,
  'error' AS severity,
  'CM' AS domain,
  r.USUBJID AS USUBJID,
  CAST(NULL AS BIGINT) AS seq,
  'USUBJID' AS variable,
  r.USUBJID AS value,
  CONCAT_WS(
    '',
    'domain CM: expected patients of DM, found ',
    r.USUBJID,
    ' with ',
    CAST(r.ROWS_FOUND AS STRING),
    ' rows'
  ) AS message,
  'add the patient to DM, or correct USUBJID' AS fix
FROM r
LEFT JOIN sdtm_dm AS d
  ON d.USUBJID = r.USUBJID
WHERE
  d.USUBJID IS NULL;

-- check_subject_not_in_dm_cp
WITH r AS (
  SELECT
    USUBJID,
    COUNT(*) AS ROWS_FOUND
  FROM sdtm_cp
  GROUP BY
    USUBJID
)
SELECT
  'subject-not-in-dm' AS rule,
  'error' AS severity,
  'CP' AS domain,
  r.USUBJID AS USUBJID,
  CAST(NULL AS BIGINT) AS seq,
  'USUBJID' AS variable,
  r.USUBJID AS value,
  CONCAT_WS(
    '',
    'domain CP: expected patients of DM, found ',
    r.USUBJID,
    ' with ',
    CAST(r.ROWS_FOUND AS STRING),
    ' rows'
  ) AS message,
  'add the patient to DM, or correct USUBJID' AS fix
FROM r
LEFT JOIN sdtm_dm AS d
  ON d.USUBJID = r.USUBJID
WHERE
  d.USUBJID IS NULL;

-- check_subject_not_in_dm_ds
WITH r AS (
  SELECT
    USUBJID,
    COUNT(*) AS ROWS_FOUND
  FROM sdtm_ds
  GROUP BY
    USUBJID
)
SELECT
  'subject-not-in-dm' AS rule,
  'error' AS severity,
  'DS' AS domain,
  r.USUBJID AS USUBJID,
  CAST(NULL AS BIGINT) AS seq,
  'USUBJID' AS variable,
  r.USUBJID AS value,
  CONCAT_WS(
    '',
    'domain DS: expected patients of DM, found ',
    r.USUBJID,
    ' with ',
    CAST(r.ROWS_FOUND AS STRING),
    ' rows'
  ) AS message,
  'add the patient to DM, or correct USUBJID' AS fix
FROM r
LEFT JOIN sdtm_dm AS d
  ON d.USUBJID = r.USUBJID
WHERE
  d.USUBJID IS NULL;

-- check_subject_not_in_dm_ex
WITH r AS (
  SELECT
    USUBJID,
    COUNT(*) AS ROWS_FOUND
  FROM sdtm_ex
  GROUP BY
    USUBJID
)
SELECT
  'subject-not-in-dm' AS rule,
  'error' AS severity,
  'EX' AS domain,
  r.USUBJID AS USUBJID,
  CAST(NULL AS BIGINT) AS seq,
  'USUBJID' AS variable,
  r.USUBJID AS value,
  CONCAT_WS(
    '',
    'domain EX: expected patients of DM, found ',
    r.USUBJID,
    ' with ',
    CAST(r.ROWS_FOUND AS STRING),
    ' rows'
  ) AS message,
  'add the patient to DM, or correct USUBJID' AS fix
FROM r
LEFT JOIN sdtm_dm AS d
  ON d.USUBJID = r.USUBJID
WHERE
  d.USUBJID IS NULL;

-- check_subject_not_in_dm_is
WITH r AS (
  SELECT
    USUBJID,
    COUNT(*) AS ROWS_FOUND
  FROM sdtm_is
  GROUP BY
    USUBJID
)
SELECT
  'subject-not-in-dm' AS rule,
  'error' AS severity,
  'IS' AS domain,
  r.USUBJID AS USUBJID,
  CAST(NULL AS BIGINT) AS seq,
  'USUBJID' AS variable,
  r.USUBJID AS value,
  CONCAT_WS(
    '',
    'domain IS: expected patients of DM, found ',
    r.USUBJID,
    ' with ',
    CAST(r.ROWS_FOUND AS STRING),
    ' rows'
  ) AS message,
  'add the patient to DM, or correct USUBJID' AS fix
FROM r
LEFT JOIN sdtm_dm AS d
  ON d.USUBJID = r.USUBJID
WHERE
  d.USUBJID IS NULL;

-- check_subject_not_in_dm_lb
WITH r AS (
  SELECT
    USUBJID,
    COUNT(*) AS ROWS_FOUND
  FROM sdtm_lb
  GROUP BY
    USUBJID
)
SELECT
  'subject-not-in-dm' AS rule,
  'error' AS severity,
  'LB' AS domain,
  r.USUBJID AS USUBJID,
  CAST(NULL AS BIGINT) AS seq,
  'USUBJID' AS variable,
  r.USUBJID AS value,
  CONCAT_WS(
    '',
    'domain LB: expected patients of DM, found ',
    r.USUBJID,
    ' with ',
    CAST(r.ROWS_FOUND AS STRING),
    ' rows'
  ) AS message,
  'add the patient to DM, or correct USUBJID' AS fix
FROM r
LEFT JOIN sdtm_dm AS d
  ON d.USUBJID = r.USUBJID
WHERE
  d.USUBJID IS NULL;

-- check_subject_not_in_dm_mh
WITH r AS (
  SELECT
    USUBJID,
    COUNT(*) AS ROWS_FOUND
  FROM sdtm_mh
  GROUP BY
    USUBJID
)
SELECT
  'subject-not-in-dm' AS rule,
  'error' AS severity,
  'MH' AS domain,
  r.USUBJID AS USUBJID,
  CAST(NULL AS BIGINT) AS seq,
  'USUBJID' AS variable,
  r.USUBJID AS value,
  CONCAT_WS(
    '',
    'domain MH: expected patients of DM, found ',
    r.USUBJID,
    ' with ',
    CAST(r.ROWS_FOUND AS STRING),
    ' rows'
  ) AS message,
  'add the patient to DM, or correct USUBJID' AS fix
FROM r
LEFT JOIN sdtm_dm AS d
  ON d.USUBJID = r.USUBJID
WHERE
  d.USUBJID IS NULL;

-- check_subject_not_in_dm_pr
WITH r AS (
  SELECT
    USUBJID,
    COUNT(*) AS ROWS_FOUND
  FROM sdtm_pr
  GROUP BY
    USUBJID
)
SELECT
  'subject-not-in-dm' AS rule,
  'error' AS severity,
  'PR' AS domain,
  r.USUBJID AS USUBJID,
  CAST(NULL AS BIGINT) AS seq,
  'USUBJID' AS variable,
  r.USUBJID AS value,
  CONCAT_WS(
    '',
    'domain PR: expected patients of DM, found ',
    r.USUBJID,
    ' with ',
    CAST(r.ROWS_FOUND AS STRING),
    ' rows'
  ) AS message,
  'add the patient to DM, or correct USUBJID' AS fix
FROM r
LEFT JOIN sdtm_dm AS d
  ON d.USUBJID = r.USUBJID
WHERE
  d.USUBJID IS NULL;

-- check_subject_not_in_dm_qs
WITH r AS (
  SELECT
    USUBJID,
    COUNT(*) AS ROWS_FOUND
  FROM sdtm_qs
  GROUP BY
    USUBJID
)
SELECT
  'subject-not-in-dm' AS rule,
  'error' AS severity,
  'QS' AS domain,
  r.USUBJID AS USUBJID,
  CAST(NULL AS BIGINT) AS seq,
  'USUBJID' AS variable,
  r.USUBJID AS value,
  CONCAT_WS(
    '',
    'domain QS: expected patients of DM, found ',
    r.USUBJID,
    ' with ',
    CAST(r.ROWS_FOUND AS STRING),
    ' rows'
  ) AS message,
  'add the patient to DM, or correct USUBJID' AS fix
FROM r
LEFT JOIN sdtm_dm AS d
  ON d.USUBJID = r.USUBJID
WHERE
  d.USUBJID IS NULL;

-- check_subject_not_in_dm_re
WITH r AS (
  SELECT
    USUBJID,
    COUNT(*) AS ROWS_FOUND
  FROM sdtm_re
  GROUP BY
    USUBJID
)
SELECT
  'subject-not-in-dm' AS rule,
  'error' AS severity,
  'RE' AS domain,
  r.USUBJID AS USUBJID,
  CAST(NULL AS BIGINT) AS seq,
  'USUBJID' AS variable,
  r.USUBJID AS value,
  CONCAT_WS(
    '',
    'domain RE: expected patients of DM, found ',
    r.USUBJID,
    ' with ',
    CAST(r.ROWS_FOUND AS STRING),
    ' rows'
  ) AS message,
  'add the patient to DM, or correct USUBJID' AS fix
FROM r
LEFT JOIN sdtm_dm AS d
  ON d.USUBJID = r.USUBJID
WHERE
  d.USUBJID IS NULL;

-- check_subject_not_in_dm_vs
WITH r AS (
  SELECT
    USUBJID,
    COUNT(*) AS ROWS_FOUND
  FROM sdtm_vs
  GROUP BY
    USUBJID
)
SELECT
  'subject-not-in-dm' AS rule,
  'error' AS severity,
  'VS' AS domain,
  r.USUBJID AS USUBJID,
  CAST(NULL AS BIGINT) AS seq,
  'USUBJID' AS variable,
  r.USUBJID AS value,
  CONCAT_WS(
    '',
    'domain VS: expected patients of DM, found ',
    r.USUBJID,
    ' with ',
    CAST(r.ROWS_FOUND AS STRING),
    ' rows'
  ) AS message,
  'add the patient to DM, or correct USUBJID' AS fix
FROM r
LEFT JOIN sdtm_dm AS d
  ON d.USUBJID = r.USUBJID
WHERE
  d.USUBJID IS NULL;

-- check_subject_twice
SELECT
  'subject-twice' AS rule,
  'error' AS severity,
  'DM' AS domain,
  USUBJID AS USUBJID,
  CAST(NULL AS BIGINT) AS seq,
  'USUBJID' AS variable,
  CAST(COUNT(*) AS STRING) AS value,
  CONCAT_WS(
    '',
    'domain DM: expected one row a patient, found ',
    CAST(COUNT(*) AS STRING),
    ' of ',
    USUBJID
  ) AS message,
  'keep one row a patient' AS fix
FROM sdtm_dm
GROUP BY
  USUBJID
HAVING
  COUNT(*) > 1;

-- check_test_number_cp
WITH test AS (
  SELECT DISTINCT
    COALESCE(CPTESTCD, '') AS CPTESTCD,
    COALESCE(CPCAT, '') AS CPCAT,
    COALESCE(CPMETHOD, '') AS CPMETHOD,
    COALESCE(CPSPEC, '') AS CPSPEC
  FROM sdtm_cp
), number AS (
  SELECT
    CPTESTCD,
    CPCAT,
    CPMETHOD,
    CPSPEC,
    ROW_NUMBER() OVER (
      ORDER BY CPTESTCD NULLS LAST, CPCAT NULLS LAST, CPMETHOD NULLS LAST, CPSPEC NULLS LAST
    ) - 1 AS K
  FROM test
)
SELECT
  CPTESTCD,
  CPCAT,
  CPMETHOD,
  CPSPEC,
  K,
  CAST(FLOOR((
    K
  ) / 40.0) AS BIGINT) AS PART,
  CAST(POWER(2, K % 40) AS BIGINT) AS BIT
FROM number;

-- check_test_number_is
WITH test AS (
  SELECT DISTINCT
    COALESCE(ISTESTCD, '') AS ISTESTCD,
    COALESCE(ISCAT, '') AS ISCAT,
    COALESCE(ISMETHOD, '') AS ISMETHOD,
    COALESCE(ISSPEC, '') AS ISSPEC
  FROM sdtm_is
), number AS (
  SELECT
    ISTESTCD,
    ISCAT,
    ISMETHOD,
    ISSPEC,
    ROW_NUMBER() OVER (
      ORDER BY ISTESTCD NULLS LAST, ISCAT NULLS LAST, ISMETHOD NULLS LAST, ISSPEC NULLS LAST
    ) - 1 AS K
  FROM test
)
SELECT
  ISTESTCD,
  ISCAT,
  ISMETHOD,
  ISSPEC,
  K,
  CAST(FLOOR((
    K
  ) / 40.0) AS BIGINT) AS PART,
  CAST(POWER(2, K % 40) AS BIGINT) AS BIT
FROM number;

-- check_test_number_lb
WITH test AS (
  SELECT DISTINCT
    COALESCE(LBTESTCD, '') AS LBTESTCD,
    COALESCE(LBCAT, '') AS LBCAT,
    COALESCE(LBMETHOD, '') AS LBMETHOD,
    COALESCE(LBSPEC, '') AS LBSPEC
  FROM sdtm_lb
), number AS (
  SELECT
    LBTESTCD,
    LBCAT,
    LBMETHOD,
    LBSPEC,
    ROW_NUMBER() OVER (
      ORDER BY LBTESTCD NULLS LAST, LBCAT NULLS LAST, LBMETHOD NULLS LAST, LBSPEC NULLS LAST
    ) - 1 AS K
  FROM test
)
SELECT
  LBTESTCD,
  LBCAT,
  LBMETHOD,
  LBSPEC,
  K,
  CAST(FLOOR((
    K
  ) / 40.0) AS BIGINT) AS PART,
  CAST(POWER(2, K % 40) AS BIGINT) AS BIT
FROM number;

-- check_test_number_qs
WITH test AS (
  SELECT DISTINCT
    COALESCE(QSTESTCD, '') AS QSTESTCD,
    COALESCE(QSCAT, '') AS QSCAT
  FROM sdtm_qs
), number AS (
  SELECT
    QSTESTCD,
    QSCAT,
    ROW_NUMBER() OVER (ORDER BY QSTESTCD NULLS LAST, QSCAT NULLS LAST) - 1 AS K
  FROM test
)
SELECT
  QSTESTCD,
  QSCAT,
  K,
  CAST(FLOOR((
    K
  ) / 40.0) AS BIGINT) AS PART,
  CAST(POWER(2, K % 40) AS BIGINT) AS BIT
FROM number;

-- check_test_number_re
WITH test AS (
  SELECT DISTINCT
    COALESCE(RETESTCD, '') AS RETESTCD,
    COALESCE(RECAT, '') AS RECAT
  FROM sdtm_re
), number AS (
  SELECT
    RETESTCD,
    RECAT,
    ROW_NUMBER() OVER (ORDER BY RETESTCD NULLS LAST, RECAT NULLS LAST) - 1 AS K
  FROM test
)
SELECT
  RETESTCD,
  RECAT,
  K,
  CAST(FLOOR((
    K
  ) / 40.0) AS BIGINT) AS PART,
  CAST(POWER(2, K % 40) AS BIGINT) AS BIT
FROM number;

-- check_test_number_vs
WITH test AS (
  SELECT DISTINCT
    COALESCE(VSTESTCD, '') AS VSTESTCD,
    COALESCE(VSCAT, '') AS VSCAT
  FROM sdtm_vs
), number AS (
  SELECT
    VSTESTCD,
    VSCAT,
    ROW_NUMBER() OVER (ORDER BY VSTESTCD NULLS LAST, VSCAT NULLS LAST) - 1 AS K
  FROM test
)
SELECT
  VSTESTCD,
  VSCAT,
  K,
  CAST(FLOOR((
    K
  ) / 40.0) AS BIGINT) AS PART,
  CAST(POWER(2, K % 40) AS BIGINT) AS BIT
FROM number;

-- check_value_refused
SELECT
  'value-refused' AS rule,
  'error' AS severity,
  q.DOMAIN AS domain,
  q.USUBJID AS USUBJID,
  q.SEQ AS seq,
  CONCAT_WS('', q.DOMAIN, CASE q.REFUSED WHEN 'implausible' THEN 'STRESN' ELSE 'STRESU' END) AS variable,
  CONCAT_WS(' ', CAST(o.VALUE AS STRING), o.UNIT) AS value,
  CONCAT_WS(
    '',
    q.DOMAIN,
    ' ',
    q.TESTCD,
    ' on ',
    q.DTC,
    ': expected ',
    CASE q.REFUSED
      WHEN 'implausible'
      THEN CONCAT_WS('', 'a value from ', CAST(t.LOW AS STRING), ' to ', CAST(t.HIGH AS STRING), ' ', t.UNIT)
      ELSE CONCAT_WS('', 'a unit such as ', t.UNIT)
    END,
    ', found ',
    CAST(o.VALUE AS STRING),
    CASE WHEN o.UNIT IS NULL THEN ' without unit' ELSE CONCAT_WS('', ' ', o.UNIT) END,
    '; the value is not used'
  ) AS message,
  'fill in the unit, or correct value and unit' AS fix
FROM quantity AS q
JOIN unit_test AS t
  ON t.TESTCD = q.TESTCD
JOIN observation AS o
  ON o.DOMAIN = q.DOMAIN
  AND o.USUBJID = q.USUBJID
  AND o.SEQ = q.SEQ
  AND o.TESTCD = q.TESTCD
WHERE
  NOT q.REFUSED IS NULL;

-- cumulative_glucocorticoid
WITH taken AS (
  SELECT
    s.USUBJID,
    e.PULSE,
    CASE
      WHEN e.IS_GC AND NOT e.SURE_FROM IS NULL
      THEN e.PRED_LOW * GREATEST(
        0,
        DATEDIFF(
          DAY,
          GREATEST(e.SURE_FROM, s.INFUSION),
          LEAST(e.SURE_TO, COALESCE(s.LAST_CONTACT, s.DATA_CUT))
        ) + 1
      )
      ELSE 0
    END AS LOW,
    CASE
      WHEN e.IS_GC
      AND GREATEST(
        0,
        DATEDIFF(
          DAY,
          GREATEST(e.POSSIBLE_FROM, s.INFUSION),
          LEAST(e.POSSIBLE_TO, COALESCE(s.LAST_CONTACT, s.DATA_CUT))
        ) + 1
      ) > 0
      THEN e.PRED_HIGH * GREATEST(
        0,
        DATEDIFF(
          DAY,
          GREATEST(e.POSSIBLE_FROM, s.INFUSION),
          LEAST(e.POSSIBLE_TO, COALESCE(s.LAST_CONTACT, s.DATA_CUT))
        ) + 1
      )
      ELSE 0
    END AS HIGH
  FROM subject AS s
  LEFT JOIN drug_exposure AS e
    ON e.USUBJID = s.USUBJID
  WHERE
    NOT s.INFUSION IS NULL AND NOT COALESCE(s.LAST_CONTACT, s.DATA_CUT) IS NULL
), summed AS (
  SELECT
    USUBJID,
    SUM(CASE WHEN PULSE IS FALSE THEN LOW ELSE 0 END) AS LOW,
    SUM(CASE WHEN PULSE THEN 0 ELSE HIGH END) AS HIGH,
    BOOL_OR(HIGH IS NULL AND NOT PULSE IS TRUE) AS IS_OPEN,
    SUM(CASE WHEN PULSE THEN LOW ELSE 0 END) AS PULSE_LOW,
    SUM(CASE WHEN NOT PULSE IS FALSE THEN HIGH ELSE 0 END) AS PULSE_HIGH
  FROM taken
  GROUP BY
    USUBJID
)
SELECT
  USUBJID,
  CAST(ROUND(LOW, 6) AS DECIMAL(18, 6)) AS LOW,
  CASE
    WHEN NOT COALESCE(IS_OPEN, FALSE)
    THEN CAST(ROUND(HIGH, 6) AS DECIMAL(18, 6))
  END AS HIGH,
  CAST(ROUND(PULSE_LOW, 6) AS DECIMAL(18, 6)) AS PULSE_LOW,
  CAST(ROUND(PULSE_HIGH, 6) AS DECIMAL(18, 6)) AS PULSE_HIGH
FROM summed;

-- data_cut
SELECT
  COALESCE(MAX(TRY_CAST(VALUE AS DATE)), TRY_CAST('9999-12-31' AS DATE)) AS DATA_CUT
FROM protocol_setting
WHERE
  NAME = 'study.data_cut';

-- derived_medication
SELECT
  USUBJID,
  'ADCM' AS DOMAIN,
  CAST(0 AS BIGINT) AS SEQ,
  'PREDEQ' AS TESTCD,
  '' AS CAT,
  CAST(PREDEQ AS DECIMAL(18, 6)) AS VALUE,
  CAST(NULL AS STRING) AS TEXT,
  CAST(NULL AS STRING) AS QUALIFIER,
  CAST(NULL AS STRING) AS UNIT,
  CAST(NULL AS DECIMAL(18, 6)) AS LLN,
  CAST(NULL AS DECIMAL(18, 6)) AS ULN,
  CAST(ADT AS STRING) AS DTC,
  ADT AS FIRST,
  ADT AS LAST,
  CAST(NULL AS TIMESTAMP_NTZ) AS TIME,
  CAST(NULL AS DECIMAL(18, 6)) AS VISITNUM,
  CAST(NULL AS STRING) AS VISIT
FROM prednisone_equivalent
WHERE
  NOT PREDEQ IS NULL
UNION ALL
SELECT
  USUBJID,
  'ADCM' AS DOMAIN,
  CAST(0 AS BIGINT) AS SEQ,
  CASE LEVEL
    WHEN 'STABLE'
    THEN 'ISSTABLE'
    WHEN 'STANDARD'
    THEN 'ISSTD'
    WHEN 'INVESTIGATIONAL'
    THEN 'INVESTIG'
    ELSE LEVEL
  END AS TESTCD,
  '' AS CAT,
  CAST(CASE WHEN VALUE THEN 1 WHEN NOT VALUE THEN 0 END AS DECIMAL(18, 6)) AS VALUE,
  CAST(NULL AS STRING) AS TEXT,
  CAST(NULL AS STRING) AS QUALIFIER,
  CAST(NULL AS STRING) AS UNIT,
  CAST(NULL AS DECIMAL(18, 6)) AS LLN,
  CAST(NULL AS DECIMAL(18, 6)) AS ULN,
  CAST(ADT AS STRING) AS DTC,
  ADT AS FIRST,
  ADT AS LAST,
  CAST(NULL AS TIMESTAMP_NTZ) AS TIME,
  CAST(NULL AS DECIMAL(18, 6)) AS VISITNUM,
  CAST(NULL AS STRING) AS VISIT
FROM drug_status
WHERE
  NOT VALUE IS NULL
  AND CASE LEVEL
    WHEN 'STABLE'
    THEN 'ISSTABLE'
    WHEN 'STANDARD'
    THEN 'ISSTD'
    WHEN 'INVESTIGATIONAL'
    THEN 'INVESTIG'
    ELSE LEVEL
  END IN (
    'AMFREE',
    'BIOFREE',
    'GCFREE',
    'INVESTIG',
    'ISFREE',
    'ISSTABLE',
    'ISSTD',
    'PREDEQ'
  );

-- derived_muscle_enzyme
WITH enzyme AS (
  SELECT
    USUBJID,
    TESTCD,
    FIRST,
    TIME,
    SEQ,
    VALUE,
    ULN,
    CASE TESTCD
      WHEN 'CK'
      THEN 1
      WHEN 'ALDOLASE'
      THEN 2
      WHEN 'AST'
      THEN 3
      WHEN 'ALT'
      THEN 4
      ELSE 5
    END AS PRECEDENCE
  FROM recorded
  WHERE
    DOMAIN = 'LB'
    AND TESTCD IN ('CK', 'ALDOLASE', 'AST', 'ALT', 'LDH')
    AND NOT VALUE IS NULL
    AND ULN > 0
), latest AS (
  SELECT
    *,
    APERIOD
  FROM (
    SELECT
      e.*,
      b.APERIOD,
      ROW_NUMBER() OVER (
        PARTITION BY e.USUBJID, b.APERIOD, e.TESTCD
        ORDER BY CASE WHEN b.EARLIEST THEN e.FIRST END NULLS LAST, e.FIRST DESC, e.TIME DESC, e.SEQ DESC
      ) AS _w
    FROM enzyme AS e
    JOIN baseline_reference AS b
      ON b.USUBJID = e.USUBJID AND b.RULE = 1 AND e.FIRST <= b.REFERENCE
    JOIN subject AS s
      ON s.USUBJID = e.USUBJID AND s.DISEASE = 'IIM'
  ) AS _t
  WHERE
    _w = 1
), chosen AS (
  SELECT
    USUBJID,
    APERIOD,
    TESTCD,
    BASE_ULN
  FROM (
    SELECT
      USUBJID,
      APERIOD,
      TESTCD,
      ULN AS BASE_ULN,
      ROW_NUMBER() OVER (
        PARTITION BY USUBJID, APERIOD
        ORDER BY CAST(VALUE AS DOUBLE) / CAST(ULN AS DOUBLE) DESC, PRECEDENCE NULLS LAST
      ) AS _w
    FROM latest
  ) AS _t
  WHERE
    _w = 1
), followed AS (
  SELECT
    e.USUBJID,
    e.SEQ,
    e.FIRST AS ADT,
    LOWER(e.TESTCD) AS NAME,
    CASE
      WHEN e.ULN = c.BASE_ULN
      THEN e.VALUE
      ELSE CAST(ROUND(CAST(e.VALUE AS DOUBLE) * CAST(c.BASE_ULN AS DOUBLE) / CAST(e.ULN AS DOUBLE), 6) AS DECIMAL(18, 6))
    END AS VALUE,
    c.BASE_ULN
  FROM enzyme AS e
  JOIN period AS p
    ON p.USUBJID = e.USUBJID
    AND (
      p.ENDS IS NULL OR e.FIRST <= p.ENDS
    )
    AND (
      p.STARTS IS NULL OR p.APERIOD = 1 OR e.FIRST >= p.STARTS
    )
  JOIN chosen AS c
    ON c.USUBJID = e.USUBJID AND c.APERIOD = p.APERIOD AND c.TESTCD = e.TESTCD
)
SELECT
  USUBJID,
  'ADLB' AS DOMAIN,
  CAST(SEQ AS BIGINT) AS SEQ,
  'ENZVAL' AS TESTCD,
  '' AS CAT,
  CAST(VALUE AS DECIMAL(18, 6)) AS VALUE,
  CAST(NULL AS STRING) AS TEXT,
  CAST(NULL AS STRING) AS QUALIFIER,
  CAST(NULL AS STRING) AS UNIT,
  CAST(NULL AS DECIMAL(18, 6)) AS LLN,
  CAST(NULL AS DECIMAL(18, 6)) AS ULN,
  CAST(ADT AS STRING) AS DTC,
  ADT AS FIRST,
  ADT AS LAST,
  CAST(NULL AS TIMESTAMP_NTZ) AS TIME,
  CAST(NULL AS DECIMAL(18, 6)) AS VISITNUM,
  CAST(NULL AS STRING) AS VISIT
FROM followed
WHERE
  NOT VALUE IS NULL
UNION ALL
SELECT
  USUBJID,
  'ADLB' AS DOMAIN,
  CAST(SEQ AS BIGINT) AS SEQ,
  'ENZNAME' AS TESTCD,
  '' AS CAT,
  CAST(NULL AS DECIMAL(18, 6)) AS VALUE,
  NAME AS TEXT,
  CAST(NULL AS STRING) AS QUALIFIER,
  CAST(NULL AS STRING) AS UNIT,
  CAST(NULL AS DECIMAL(18, 6)) AS LLN,
  CAST(NULL AS DECIMAL(18, 6)) AS ULN,
  CAST(ADT AS STRING) AS DTC,
  ADT AS FIRST,
  ADT AS LAST,
  CAST(NULL AS TIMESTAMP_NTZ) AS TIME,
  CAST(NULL AS DECIMAL(18, 6)) AS VISITNUM,
  CAST(NULL AS STRING) AS VISIT
FROM followed
WHERE
  NOT VALUE IS NULL
UNION ALL
SELECT
  USUBJID,
  'ADLB' AS DOMAIN,
  CAST(SEQ AS BIGINT) AS SEQ,
  'ENZULN' AS TESTCD,
  '' AS CAT,
  CAST(BASE_ULN AS DECIMAL(18, 6)) AS VALUE,
  CAST(NULL AS STRING) AS TEXT,
  CAST(NULL AS STRING) AS QUALIFIER,
  CAST(NULL AS STRING) AS UNIT,
  CAST(NULL AS DECIMAL(18, 6)) AS LLN,
  CAST(NULL AS DECIMAL(18, 6)) AS ULN,
  CAST(ADT AS STRING) AS DTC,
  ADT AS FIRST,
  ADT AS LAST,
  CAST(NULL AS TIMESTAMP_NTZ) AS TIME,
  CAST(NULL AS DECIMAL(18, 6)) AS VISITNUM,
  CAST(NULL AS STRING) AS VISIT
FROM followed
WHERE
  NOT VALUE IS NULL;

-- derived_muscle_test_maximum
SELECT
  USUBJID,
  'ADQS' AS DOMAIN,
  CAST(SEQ AS BIGINT) AS SEQ,
  'MMTMAX' AS TESTCD,
  '' AS CAT,
  CAST(TRY_CAST(REPLACE(TRIM(UNIT), '/', '') AS DECIMAL(18, 6)) AS DECIMAL(18, 6)) AS VALUE,
  CAST(NULL AS STRING) AS TEXT,
  CAST(NULL AS STRING) AS QUALIFIER,
  CAST(NULL AS STRING) AS UNIT,
  CAST(NULL AS DECIMAL(18, 6)) AS LLN,
  CAST(NULL AS DECIMAL(18, 6)) AS ULN,
  CAST(FIRST AS STRING) AS DTC,
  FIRST AS FIRST,
  FIRST AS LAST,
  CAST(NULL AS TIMESTAMP_NTZ) AS TIME,
  CAST(NULL AS DECIMAL(18, 6)) AS VISITNUM,
  CAST(NULL AS STRING) AS VISIT
FROM recorded
WHERE
  DOMAIN = 'QS'
  AND TESTCD = 'MMT8'
  AND TRY_CAST(REPLACE(TRIM(UNIT), '/', '') AS DECIMAL(18, 6)) IN (80, 150, 260);

-- derived_new_activity
SELECT
  USUBJID,
  'ADRS' AS DOMAIN,
  CAST(0 AS BIGINT) AS SEQ,
  'NEWACT' AS TESTCD,
  '' AS CAT,
  CAST(CASE WHEN IS_NEW THEN 1 WHEN NOT IS_NEW THEN 0 END AS DECIMAL(18, 6)) AS VALUE,
  CAST(NULL AS STRING) AS TEXT,
  CAST(NULL AS STRING) AS QUALIFIER,
  CAST(NULL AS STRING) AS UNIT,
  CAST(NULL AS DECIMAL(18, 6)) AS LLN,
  CAST(NULL AS DECIMAL(18, 6)) AS ULN,
  CAST(ADT AS STRING) AS DTC,
  ADT AS FIRST,
  ADT AS LAST,
  CAST(NULL AS TIMESTAMP_NTZ) AS TIME,
  CAST(NULL AS DECIMAL(18, 6)) AS VISITNUM,
  CAST(NULL AS STRING) AS VISIT
FROM (
  SELECT
    USUBJID,
    ADT,
    (
      seizure = 1 AND previous_seizure = 0
    )
    OR (
      psychosis = 1 AND previous_psychosis = 0
    )
    OR (
      obs = 1 AND previous_obs = 0
    )
    OR (
      visual = 1 AND previous_visual = 0
    )
    OR (
      cranial = 1 AND previous_cranial = 0
    )
    OR (
      headache = 1 AND previous_headache = 0
    )
    OR (
      cva = 1 AND previous_cva = 0
    )
    OR (
      vasculitis = 1 AND previous_vasculitis = 0
    )
    OR (
      arthritis = 1 AND previous_arthritis = 0
    )
    OR (
      myositis = 1 AND previous_myositis = 0
    )
    OR (
      casts = 1 AND previous_casts = 0
    )
    OR (
      hematuria = 1 AND previous_hematuria = 0
    )
    OR (
      proteinuria = 1 AND previous_proteinuria = 0
    )
    OR (
      pyuria = 1 AND previous_pyuria = 0
    )
    OR (
      rash = 1 AND previous_rash = 0
    )
    OR (
      alopecia = 1 AND previous_alopecia = 0
    )
    OR (
      ulcers = 1 AND previous_ulcers = 0
    )
    OR (
      pleurisy = 1 AND previous_pleurisy = 0
    )
    OR (
      pericarditis = 1 AND previous_pericarditis = 0
    )
    OR (
      lowcomp = 1 AND previous_lowcomp = 0
    )
    OR (
      dsdna = 1 AND previous_dsdna = 0
    )
    OR (
      fever = 1 AND previous_fever = 0
    )
    OR (
      thrombo = 1 AND previous_thrombo = 0
    )
    OR (
      leuko = 1 AND previous_leuko = 0
    ) AS IS_NEW
  FROM (
    SELECT
      USUBJID,
      ADT,
      seizure,
      psychosis,
      obs,
      visual,
      cranial,
      headache,
      cva,
      vasculitis,
      arthritis,
      myositis,
      casts,
      hematuria,
      proteinuria,
      pyuria,
      rash,
      alopecia,
      ulcers,
      pleurisy,
      pericarditis,
      lowcomp,
      dsdna,
      fever,
      thrombo,
      leuko,
      LAG(seizure) OVER (PARTITION BY USUBJID ORDER BY ADT NULLS LAST) AS previous_seizure,
      LAG(psychosis) OVER (PARTITION BY USUBJID ORDER BY ADT NULLS LAST) AS previous_psychosis,
      LAG(obs) OVER (PARTITION BY USUBJID ORDER BY ADT NULLS LAST) AS previous_obs,
      LAG(visual) OVER (PARTITION BY USUBJID ORDER BY ADT NULLS LAST) AS previous_visual,
      LAG(cranial) OVER (PARTITION BY USUBJID ORDER BY ADT NULLS LAST) AS previous_cranial,
      LAG(headache) OVER (PARTITION BY USUBJID ORDER BY ADT NULLS LAST) AS previous_headache,
      LAG(cva) OVER (PARTITION BY USUBJID ORDER BY ADT NULLS LAST) AS previous_cva,
      LAG(vasculitis) OVER (PARTITION BY USUBJID ORDER BY ADT NULLS LAST) AS previous_vasculitis,
      LAG(arthritis) OVER (PARTITION BY USUBJID ORDER BY ADT NULLS LAST) AS previous_arthritis,
      LAG(myositis) OVER (PARTITION BY USUBJID ORDER BY ADT NULLS LAST) AS previous_myositis,
      LAG(casts) OVER (PARTITION BY USUBJID ORDER BY ADT NULLS LAST) AS previous_casts,
      LAG(hematuria) OVER (PARTITION BY USUBJID ORDER BY ADT NULLS LAST) AS previous_hematuria,
      LAG(proteinuria) OVER (PARTITION BY USUBJID ORDER BY ADT NULLS LAST) AS previous_proteinuria,
      LAG(pyuria) OVER (PARTITION BY USUBJID ORDER BY ADT NULLS LAST) AS previous_pyuria,
      LAG(rash) OVER (PARTITION BY USUBJID ORDER BY ADT NULLS LAST) AS previous_rash,
      LAG(alopecia) OVER (PARTITION BY USUBJID ORDER BY ADT NULLS LAST) AS previous_alopecia,
      LAG(ulcers) OVER (PARTITION BY USUBJID ORDER BY ADT NULLS LAST) AS previous_ulcers,
      LAG(pleurisy) OVER (PARTITION BY USUBJID ORDER BY ADT NULLS LAST) AS previous_pleurisy,
      LAG(pericarditis) OVER (PARTITION BY USUBJID ORDER BY ADT NULLS LAST) AS previous_pericarditis,
      LAG(lowcomp) OVER (PARTITION BY USUBJID ORDER BY ADT NULLS LAST) AS previous_lowcomp,
      LAG(dsdna) OVER (PARTITION BY USUBJID ORDER BY ADT NULLS LAST) AS previous_dsdna,
      LAG(fever) OVER (PARTITION BY USUBJID ORDER BY ADT NULLS LAST) AS previous_fever,
      LAG(thrombo) OVER (PARTITION BY USUBJID ORDER BY ADT NULLS LAST) AS previous_thrombo,
      LAG(leuko) OVER (PARTITION BY USUBJID ORDER BY ADT NULLS LAST) AS previous_leuko
    FROM visit_1
  ) AS pair
) AS judged
WHERE
  NOT IS_NEW IS NULL;

-- drug_amount
WITH joined AS (
  SELECT
    RECORD,
    USUBJID,
    DOMAIN,
    SEQ,
    LEVEL,
    CLASS,
    SUBSTANCE,
    RAW_LOW,
    UNIT,
    FREQUENCY,
    START_FIRST,
    START_LAST,
    END_FIRST,
    END_LAST,
    END_STATUS,
    STOPPED_BY,
    INVESTIGATIONAL,
    SYSTEMIC,
    DOSE_LOW,
    DOSE_HIGH,
    RAW_HIGH,
    KIND,
    FACTOR_NUM,
    FACTOR_DEN,
    CASE WHEN END_STATUS = 'single' AND DEPOT THEN 28 ELSE 1 END AS SPREAD_DAYS,
    CASE WHEN END_STATUS = 'single' THEN 1 ELSE FREQ_NUM END AS NUM,
    CASE WHEN END_STATUS = 'single' THEN 1 ELSE FREQ_DEN END AS DEN,
    CASE WHEN END_STATUS = 'single' THEN 1 ELSE PERIOD_DAYS END AS PERIOD_DAYS,
    NOT SYSTEMIC IS FALSE AND COALESCE(CLASS = 'glucocorticoid', FALSE) AS IS_GC
  FROM drug_interval
), scaled AS (
  SELECT
    j.*,
    TRY_CAST(ROUND(CAST(DOSE_LOW AS DOUBLE) * NUM / (
      DEN * SPREAD_DAYS
    ), 9) AS DECIMAL(18, 9)) AS M_LOW,
    TRY_CAST(ROUND(CAST(DOSE_HIGH AS DOUBLE) * NUM / (
      DEN * SPREAD_DAYS
    ), 9) AS DECIMAL(18, 9)) AS M_HIGH,
    CASE
      WHEN IS_GC
      THEN TRY_CAST(ROUND(
        CAST(DOSE_LOW AS DOUBLE) * FACTOR_NUM * NUM / (
          FACTOR_DEN * DEN * SPREAD_DAYS
        ),
        9
      ) AS DECIMAL(18, 9))
    END AS P_LOW,
    CASE
      WHEN IS_GC
      THEN TRY_CAST(ROUND(
        CAST(DOSE_HIGH AS DOUBLE) * FACTOR_NUM * NUM / (
          FACTOR_DEN * DEN * SPREAD_DAYS
        ),
        9
      ) AS DECIMAL(18, 9))
    END AS P_HIGH,
    CASE
      WHEN IS_GC
      THEN TRY_CAST(ROUND(
        CAST(DOSE_LOW AS DOUBLE) * FACTOR_NUM * NUM * COALESCE(PERIOD_DAYS, 1) / (
          FACTOR_DEN * CASE WHEN PERIOD_DAYS IS NULL THEN NUM ELSE DEN END * SPREAD_DAYS
        ),
        9
      ) AS DECIMAL(18, 9))
    END AS D_LOW,
    CASE
      WHEN IS_GC
      THEN TRY_CAST(ROUND(
        CAST(DOSE_HIGH AS DOUBLE) * FACTOR_NUM * NUM * COALESCE(PERIOD_DAYS, 1) / (
          FACTOR_DEN * CASE WHEN PERIOD_DAYS IS NULL THEN NUM ELSE DEN END * SPREAD_DAYS
        ),
        9
      ) AS DECIMAL(18, 9))
    END AS D_HIGH
  FROM joined AS j
), bounded AS (
  SELECT
    s.*,
    KIND = 'as needed' OR SYSTEMIC IS NULL AS IS_DOUBTFUL,
    CASE WHEN RAW_HIGH = 0 THEN 0 ELSE P_HIGH END AS PRED_HIGH,
    CASE WHEN RAW_HIGH = 0 THEN 0 ELSE D_HIGH END AS ON_DAY_HIGH,
    CASE WHEN RAW_HIGH = 0 THEN 0 ELSE M_HIGH END AS MG_HIGH
  FROM scaled AS s
)
SELECT
  RECORD,
  USUBJID,
  DOMAIN,
  SEQ,
  LEVEL,
  CLASS,
  SUBSTANCE,
  RAW_LOW,
  UNIT,
  FREQUENCY,
  START_FIRST,
  START_LAST,
  END_FIRST,
  END_LAST,
  END_STATUS,
  STOPPED_BY,
  INVESTIGATIONAL,
  IS_GC,
  CASE
    WHEN RAW_HIGH = 0 OR SYSTEMIC IS FALSE
    THEN FALSE
    WHEN IS_DOUBTFUL OR RAW_LOW = 0
    THEN NULL
    ELSE TRUE
  END AS TAKEN,
  CAST(CASE WHEN IS_DOUBTFUL THEN 0 ELSE COALESCE(M_LOW, 0) END AS DECIMAL(18, 9)) AS MG_LOW,
  CAST(MG_HIGH AS DECIMAL(18, 9)) AS MG_HIGH,
  CAST(CASE WHEN NOT IS_GC OR IS_DOUBTFUL THEN 0 ELSE COALESCE(P_LOW, 0) END AS DECIMAL(18, 9)) AS PRED_LOW,
  CAST(CASE WHEN NOT IS_GC THEN 0 ELSE PRED_HIGH END AS DECIMAL(18, 9)) AS PRED_HIGH,
  CAST(CASE WHEN NOT IS_GC OR IS_DOUBTFUL THEN 0 ELSE COALESCE(D_LOW, 0) END AS DECIMAL(18, 9)) AS ON_DAY_LOW,
  CAST(CASE WHEN NOT IS_GC THEN 0 ELSE ON_DAY_HIGH END AS DECIMAL(18, 9)) AS ON_DAY_HIGH,
  PERIOD_DAYS,
  CASE
    WHEN NOT IS_GC
    THEN FALSE
    WHEN D_LOW >= 250
    THEN TRUE
    WHEN D_HIGH >= 250
    THEN NULL
    ELSE FALSE
  END AS PULSE,
  CASE
    WHEN RAW_HIGH = 0
    THEN NULL
    WHEN SYSTEMIC IS NULL
    THEN 'route not known'
    WHEN KIND = 'as needed'
    THEN 'taken as needed'
    WHEN NOT IS_GC
    THEN NULL
    WHEN RAW_HIGH IS NULL
    THEN 'dose not recorded'
    WHEN UNIT IS NULL OR UNIT = ''
    THEN 'dose without unit'
    WHEN DOSE_HIGH IS NULL
    THEN 'unit not a mass'
    WHEN FACTOR_NUM IS NULL
    THEN 'no prednisone equivalent known'
    WHEN NUM IS NULL
    THEN 'frequency not known'
    WHEN RAW_LOW < RAW_HIGH
    THEN 'dose given as a range'
  END AS WHY
FROM bounded;

-- drug_change
WITH held AS (
  SELECT
    RECORD,
    USUBJID,
    SUBSTANCE,
    NOT START_FIRST IS NULL AS HAS_START,
    COALESCE(START_FIRST, CAST('1900-01-01' AS DATE)) AS START_FIRST,
    START_LAST,
    END_FIRST,
    END_LAST,
    END_STATUS,
    MG_LOW,
    MG_HIGH,
    RAW_LOW,
    UNIT,
    FREQUENCY,
    CASE WHEN END_STATUS = 'single' THEN 35 ELSE 1 END AS REACH
  FROM drug_amount
  WHERE
    NOT LEVEL IS NULL
    AND NOT SUBSTANCE IS NULL
    AND NOT TAKEN IS FALSE
    AND (
      LEVEL <> 'GC' OR SUBSTANCE = 'hydrocortisone'
    )
), pair AS (
  SELECT
    n.RECORD,
    n.START_FIRST <> n.START_LAST OR n.START_LAST IS NULL AS IS_PARTIAL,
    o.MG_LOW,
    o.MG_HIGH,
    o.RAW_LOW,
    o.UNIT,
    o.FREQUENCY,
    o.START_LAST <= n.START_FIRST AND o.END_FIRST >= n.START_FIRST AS SURE_ON,
    o.START_FIRST <= n.START_FIRST
    AND (
      o.END_LAST IS NULL OR o.END_LAST >= n.START_FIRST
    ) AS MAYBE_ON,
    o.START_LAST < n.START_FIRST
    AND o.END_FIRST + o.REACH >= n.START_FIRST
    AND NOT (
      o.END_STATUS = 'single'
      AND n.END_STATUS <> 'single'
      AND o.END_FIRST + 1 < n.START_FIRST
    ) AS SURE_BEFORE,
    o.START_FIRST < n.START_FIRST
    AND (
      o.END_LAST IS NULL OR o.END_LAST + o.REACH >= n.START_FIRST
    ) AS MAYBE_BEFORE,
    o.START_FIRST <= n.END_LAST + 1
    AND (
      o.END_LAST IS NULL OR o.END_LAST > n.END_LAST
    ) AS IS_AFTER
  FROM held AS n
  JOIN held AS o
    ON o.USUBJID = n.USUBJID AND o.SUBSTANCE = n.SUBSTANCE
  WHERE
    n.HAS_START
), total AS (
  SELECT
    RECORD,
    BOOL_OR(IS_PARTIAL) AS IS_PARTIAL,
    COALESCE(SUM(MG_LOW) FILTER(WHERE
      SURE_ON), 0) AS AFTER_LOW,
    COALESCE(SUM(MG_HIGH) FILTER(WHERE
      MAYBE_ON), 0) AS AFTER_SUM,
    BOOL_OR(MAYBE_ON AND MG_HIGH IS NULL) AS AFTER_OPEN,
    COALESCE(SUM(MG_LOW) FILTER(WHERE
      SURE_BEFORE), 0) AS BEFORE_LOW,
    COALESCE(SUM(MG_HIGH) FILTER(WHERE
      MAYBE_BEFORE), 0) AS BEFORE_SUM,
    BOOL_OR(MAYBE_BEFORE AND MG_HIGH IS NULL) AS BEFORE_OPEN,
    COUNT(*) FILTER(WHERE
      SURE_BEFORE) AS SURE_BEFORE,
    COUNT(*) FILTER(WHERE
      MAYBE_BEFORE) AS MAYBE_BEFORE,
    SUM(RAW_LOW) FILTER(WHERE
      SURE_ON) AS RAW_AFTER,
    SUM(RAW_LOW) FILTER(WHERE
      SURE_BEFORE) AS RAW_BEFORE,
    COUNT(*) FILTER(WHERE
      (
        SURE_ON OR MAYBE_BEFORE
      ) AND RAW_LOW IS NULL) AS RAW_OPEN,
    MIN(CONCAT_WS('/', COALESCE(UNIT, ''), COALESCE(FREQUENCY, ''))) FILTER(WHERE
      SURE_ON OR SURE_BEFORE) AS SCHEDULE_MIN,
    MAX(CONCAT_WS('/', COALESCE(UNIT, ''), COALESCE(FREQUENCY, ''))) FILTER(WHERE
      SURE_ON OR SURE_BEFORE) AS SCHEDULE_MAX,
    BOOL_OR(COALESCE(IS_AFTER, FALSE)) AS FOLLOWED
  FROM pair
  GROUP BY
    RECORD
), judged AS (
  SELECT
    t.*,
    SURE_BEFORE = MAYBE_BEFORE AND NOT IS_PARTIAL AS DATES_TELL,
    RAW_OPEN = 0 AND SCHEDULE_MIN = SCHEDULE_MAX AS IS_COMPARABLE,
    CASE WHEN NOT AFTER_OPEN THEN AFTER_SUM END AS AFTER_HIGH,
    CASE WHEN NOT BEFORE_OPEN THEN BEFORE_SUM END AS BEFORE_HIGH
  FROM total AS t
)
SELECT
  RECORD,
  AFTER_LOW,
  AFTER_HIGH,
  FOLLOWED,
  CASE
    WHEN MAYBE_BEFORE = 0
    THEN 'start'
    WHEN NOT DATES_TELL
    THEN NULL
    WHEN AFTER_LOW = AFTER_HIGH AND BEFORE_LOW = BEFORE_HIGH
    THEN CASE
      WHEN AFTER_LOW > BEFORE_LOW
      THEN 'increase'
      WHEN AFTER_LOW < BEFORE_LOW
      THEN 'reduction'
      ELSE 'same'
    END
    WHEN IS_COMPARABLE
    THEN CASE
      WHEN RAW_AFTER > RAW_BEFORE
      THEN 'increase'
      WHEN RAW_AFTER < RAW_BEFORE
      THEN 'reduction'
      ELSE 'same'
    END
  END AS CHANGE
FROM judged;

-- drug_code
WITH code AS (
  SELECT DISTINCT
    UPPER(TRIM(CMCLASCD)) AS CODE
  FROM sdtm_cm
  WHERE
    TRIM(CMCLASCD) <> ''
), read AS (
  SELECT
    CODE,
    REGEXP_EXTRACT(CODE, '^[A-Z][0-9][0-9]([A-Z]([A-Z]([0-9][0-9])?)?)?', 0) AS ATC
  FROM code
), matched AS (
  SELECT
    r.CODE,
    a.SUBSTANCE,
    a.CLASS,
    a.SYSTEMIC,
    ROW_NUMBER() OVER (PARTITION BY r.CODE ORDER BY LENGTH(a.ATC) DESC) AS PLACE
  FROM read AS r
  JOIN drug_atc AS a
    ON SUBSTRING(r.ATC, 1, LENGTH(a.ATC)) = a.ATC
), ruled AS (
  SELECT
    r.CODE,
    p.CLASS,
    p.FACTOR,
    ROW_NUMBER() OVER (PARTITION BY r.CODE ORDER BY LENGTH(p.ATC) DESC, p.ATC NULLS LAST) AS PLACE
  FROM read AS r
  JOIN protocol_drug AS p
    ON TRIM(p.ATC) <> ''
    AND SUBSTRING(r.ATC, 1, LENGTH(TRIM(p.ATC))) = UPPER(TRIM(p.ATC))
)
SELECT
  r.CODE,
  r.ATC,
  m.SUBSTANCE,
  COALESCE(s.CLASS, m.CLASS) AS CLASS,
  m.SYSTEMIC,
  o.CLASS AS OVERRIDE_CLASS,
  CAST(o.FACTOR AS DECIMAL(18, 6)) AS OVERRIDE_FACTOR
FROM read AS r
LEFT JOIN matched AS m
  ON m.CODE = r.CODE AND m.PLACE = 1
LEFT JOIN drug_substance AS s
  ON s.SUBSTANCE = m.SUBSTANCE
LEFT JOIN ruled AS o
  ON o.CODE = r.CODE AND o.PLACE = 1
WHERE
  r.ATC <> '';

-- drug_course
WITH reason AS (
  SELECT
    RECORD,
    MIN(REASON) AS REASON
  FROM drug_exclusion
  WHERE
    EXCLUDED
  GROUP BY
    RECORD
), placed AS (
  SELECT
    i.RECORD,
    i.USUBJID,
    i.CLASS,
    COALESCE(i.SUBSTANCE, LOWER(TRIM(r.TREATMENT))) AS SUBSTANCE,
    COALESCE(x.REASON, 'treatment') AS ROLE,
    i.START_FIRST AS ASTDT,
    CASE WHEN i.END_STATUS = 'ongoing' THEN i.END_FIRST ELSE i.END_LAST END AS AENDT,
    i.END_STATUS = 'ongoing' AS ONGOING,
    CASE WHEN i.MG_LOW = i.MG_HIGH THEN i.MG_LOW END AS DAILY,
    CASE WHEN i.IS_GC AND i.PRED_LOW = i.PRED_HIGH THEN i.PRED_LOW END AS PRED,
    i.START_FIRST IS NOT DISTINCT FROM i.START_LAST
    AND NOT i.START_FIRST IS NULL
    AND (
      i.END_STATUS = 'ongoing' OR i.END_FIRST IS NOT DISTINCT FROM i.END_LAST
    ) AS IS_EXACT
  FROM drug_amount AS i
  JOIN drug_record AS r
    ON r.RECORD = i.RECORD
  LEFT JOIN reason AS x
    ON x.RECORD = i.RECORD
  WHERE
    NOT i.CLASS IS NULL AND i.CLASS <> 'other' AND NOT i.TAKEN IS FALSE
), stretched AS (
  SELECT
    p.*,
    MAX(COALESCE(AENDT, CAST('2999-12-31' AS DATE))) OVER (
      PARTITION BY USUBJID, CLASS, SUBSTANCE
      ORDER BY ASTDT, RECORD NULLS LAST
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS BEFORE,
    MAX(COALESCE(AENDT, CAST('2999-12-31' AS DATE))) OVER (
      PARTITION BY USUBJID, CLASS, SUBSTANCE, ROLE, DAILY
      ORDER BY ASTDT, RECORD NULLS LAST
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS SAME_BEFORE
  FROM placed AS p
), numbered AS (
  SELECT
    s.*,
    SUM(CASE WHEN BEFORE IS NULL OR ASTDT > BEFORE + 1 THEN 1 ELSE 0 END) OVER (PARTITION BY USUBJID, CLASS, SUBSTANCE ORDER BY ASTDT, RECORD NULLS LAST) AS EPISODE,
    SUM(CASE WHEN SAME_BEFORE IS NULL OR ASTDT > SAME_BEFORE + 1 THEN 1 ELSE 0 END) OVER (
      PARTITION BY USUBJID, CLASS, SUBSTANCE, ROLE, DAILY
      ORDER BY ASTDT, RECORD NULLS LAST
    ) AS STRETCH
  FROM stretched AS s
), merged AS (
  SELECT
    USUBJID,
    CLASS,
    SUBSTANCE,
    ROLE,
    DAILY,
    STRETCH,
    MIN(EPISODE) AS EPISODE,
    CASE WHEN BOOL_OR(ASTDT IS NULL) THEN NULL ELSE MIN(ASTDT) END AS ASTDT,
    CASE WHEN BOOL_OR(AENDT IS NULL) THEN NULL ELSE MAX(AENDT) END AS AENDT,
    BOOL_OR(ONGOING) AS ONGOING,
    MAX(PRED) AS PRED,
    BOOL_AND(IS_EXACT) AS IS_EXACT,
    COUNT(*) AS RECORDS
  FROM numbered
  GROUP BY
    USUBJID,
    CLASS,
    SUBSTANCE,
    ROLE,
    DAILY,
    STRETCH
)
SELECT
  m.USUBJID,
  m.CLASS,
  m.SUBSTANCE,
  m.ROLE,
  CAST(m.EPISODE AS BIGINT) AS EPISODE,
  m.ASTDT,
  m.AENDT,
  DATEDIFF(DAY, s.INFUSION, m.ASTDT) AS START_RDY,
  DATEDIFF(DAY, s.INFUSION, m.AENDT) AS END_RDY,
  m.ONGOING,
  CAST(m.DAILY AS DECIMAL(18, 6)) AS DAILY,
  CAST(m.PRED AS DECIMAL(18, 6)) AS PRED,
  m.IS_EXACT,
  m.RECORDS
FROM merged AS m
LEFT JOIN subject AS s
  ON s.USUBJID = m.USUBJID;

-- drug_day
WITH asked AS (
  SELECT DISTINCT
    USUBJID,
    ADT
  FROM assessment_date
  WHERE
    NOT ADT IS NULL
), pair AS (
  SELECT
    d.USUBJID,
    d.ADT,
    e.RECORD,
    e.LEVEL,
    CAST(CASE
      WHEN e.IS_GC AND e.PULSE IS FALSE
      THEN CASE WHEN SURE_FROM <= ADT AND ADT <= SURE_TO THEN PRED_LOW ELSE 0 END
      ELSE 0
    END AS DOUBLE) AS LOW_NOW,
    CAST(CASE
      WHEN e.IS_GC AND NOT e.PULSE IS TRUE
      THEN CASE WHEN ADT <= POSSIBLE_TO THEN PRED_HIGH ELSE 0 END
      ELSE 0
    END AS DOUBLE) AS HIGH_NOW,
    CASE
      WHEN e.COUNT_SURE_FROM <= d.ADT AND e.COUNT_SURE_TO > d.ADT - 28
      THEN e.RECORD
      WHEN e.COUNT_POSSIBLE_FROM <= d.ADT
      AND e.COUNT_POSSIBLE_TO > d.ADT - 28
      AND (
        e.STOPPED_BY IS NULL OR d.ADT < e.STOPPED_BY
      )
      THEN e.RECORD + 1000000000000
    END AS WINDOW_CODE,
    CASE
      WHEN (
        e.BREAKS
        AND NOT e.COUNT_SURE_FROM IS NULL
        AND e.START_LAST <= d.ADT
        AND e.POSSIBLE_FROM > d.ADT - 28
      )
      THEN e.RECORD
      WHEN (
        NOT e.BREAKS IS FALSE
        AND e.COUNT_POSSIBLE_FROM <= d.ADT
        AND e.START_LAST > d.ADT - 28
        AND (
          e.STOPPED_BY IS NULL OR e.START_LAST < e.STOPPED_BY
        )
      )
      THEN e.RECORD + 1000000000000
    END AS STABLE_CODE
  FROM asked AS d
  LEFT JOIN drug_exposure AS e
    ON e.USUBJID = d.USUBJID AND e.POSSIBLE_FROM <= d.ADT AND e.REACH >= d.ADT
), met AS (
  SELECT
    USUBJID,
    ADT,
    SUM(LOW_NOW) AS DOSE_LOW,
    SUM(HIGH_NOW) AS DOSE_HIGH,
    MIN(
      CASE
        WHEN HIGH_NOW IS NULL
        THEN RECORD
        WHEN HIGH_NOW <> LOW_NOW
        THEN RECORD + 1000000000000
      END
    ) AS DOSE_CODE,
    MIN(CASE WHEN LEVEL = 'GC' THEN WINDOW_CODE END) AS GC_CODE,
    MIN(CASE WHEN LEVEL = 'IS' THEN WINDOW_CODE END) AS IS_CODE,
    MIN(CASE WHEN LEVEL = 'BIO' THEN WINDOW_CODE END) AS BIO_CODE,
    MIN(CASE WHEN LEVEL = 'AM' THEN WINDOW_CODE END) AS AM_CODE,
    MIN(STABLE_CODE) AS STABLE_CODE
  FROM pair
  GROUP BY
    USUBJID,
    ADT
), rare AS (
  SELECT
    d.USUBJID,
    d.ADT,
    BOOL_OR(NOT e.PULSE IS FALSE AND e.POSSIBLE_TO >= d.ADT) AS PULSE,
    CAST(ROUND(
      SUM(
        CASE
          WHEN e.PULSE AND NOT e.SURE_FROM IS NULL
          THEN e.PRED_LOW * GREATEST(0, DATEDIFF(DAY, GREATEST(e.SURE_FROM, e.DAY_0), LEAST(e.SURE_TO, d.ADT)) + 1)
          ELSE 0
        END
      ),
      6
    ) AS DECIMAL(18, 6)) AS PULSE_LOW,
    CAST(ROUND(
      SUM(
        CASE
          WHEN NOT e.PULSE IS FALSE
          THEN e.PRED_HIGH * GREATEST(
            0,
            DATEDIFF(DAY, GREATEST(e.POSSIBLE_FROM, e.DAY_0), LEAST(e.POSSIBLE_TO, d.ADT)) + 1
          )
          ELSE 0
        END
      ),
      6
    ) AS DECIMAL(18, 6)) AS PULSE_HIGH,
    BOOL_OR(e.REPLACEMENT AND e.POSSIBLE_TO >= d.ADT) AS REPLACEMENT,
    MIN(
      CASE
        WHEN e.LEVEL = 'GC' OR e.STANDARD
        THEN NULL
        WHEN e.STANDARD IS FALSE AND e.COUNT_SURE_FROM <= d.ADT AND e.COUNT_SURE_TO >= d.ADT
        THEN e.RECORD
        WHEN e.COUNT_POSSIBLE_FROM <= d.ADT AND e.COUNT_POSSIBLE_TO >= d.ADT
        THEN e.RECORD + 1000000000000
      END
    ) AS STANDARD_CODE,
    MIN(
      CASE
        WHEN NOT e.INVESTIGATIONAL
        THEN NULL
        WHEN e.COUNT_SURE_FROM <= d.ADT AND e.COUNT_SURE_TO >= d.ADT
        THEN e.RECORD
        WHEN e.COUNT_POSSIBLE_FROM <= d.ADT AND e.COUNT_POSSIBLE_TO >= d.ADT
        THEN e.RECORD + 1000000000000
      END
    ) AS INVESTIGATIONAL_CODE,
    MIN(
      CASE
        WHEN e.LEVEL = 'BIO'
        AND e.COUNT_POSSIBLE_TO <= d.ADT - 28
        AND e.COUNT_POSSIBLE_TO + e.CARRY_OVER >= d.ADT
        THEN e.RECORD
      END
    ) AS CARRY_BY,
    MAX(
      CASE
        WHEN e.LEVEL = 'BIO' AND e.COUNT_POSSIBLE_TO < d.ADT
        THEN e.COUNT_POSSIBLE_TO
      END
    ) AS LAST_BIO
  FROM drug_exposure AS e
  JOIN asked AS d
    ON d.USUBJID = e.USUBJID AND d.ADT >= e.POSSIBLE_FROM
  WHERE
    NOT e.PULSE IS FALSE
    OR e.REPLACEMENT
    OR e.LEVEL = 'BIO'
    OR NOT e.STANDARD IS TRUE
    OR e.INVESTIGATIONAL
  GROUP BY
    d.USUBJID,
    d.ADT
), logged AS (
  SELECT
    m.USUBJID,
    m.ADT,
    m.DOSE_LOW,
    m.DOSE_HIGH,
    m.DOSE_CODE,
    m.GC_CODE,
    m.IS_CODE,
    m.BIO_CODE,
    m.AM_CODE,
    m.STABLE_CODE,
    COALESCE(r.PULSE, FALSE) AS PULSE,
    COALESCE(r.PULSE_LOW, 0) AS PULSE_LOW,
    CASE WHEN r.USUBJID IS NULL THEN 0 ELSE r.PULSE_HIGH END AS PULSE_HIGH,
    COALESCE(r.REPLACEMENT, FALSE) AS REPLACEMENT,
    r.STANDARD_CODE,
    r.INVESTIGATIONAL_CODE,
    r.CARRY_BY,
    r.LAST_BIO,
    (
      SELECT
        COUNT(*)
      FROM sdtm_cm
    ) > 0 AS PRESENT
  FROM met AS m
  LEFT JOIN rare AS r
    ON r.USUBJID = m.USUBJID AND r.ADT = m.ADT
), judged AS (
  SELECT
    l.*,
    CASE
      WHEN GC_CODE < 1000000000000
      THEN FALSE
      WHEN GC_CODE IS NULL AND PRESENT
      THEN TRUE
    END AS GCFREE,
    CASE
      WHEN IS_CODE < 1000000000000
      THEN FALSE
      WHEN IS_CODE IS NULL AND PRESENT
      THEN TRUE
    END AS ISFREE,
    CASE
      WHEN BIO_CODE < 1000000000000
      THEN FALSE
      WHEN BIO_CODE IS NULL AND PRESENT
      THEN TRUE
    END AS BIOFREE,
    CASE
      WHEN AM_CODE < 1000000000000
      THEN FALSE
      WHEN AM_CODE IS NULL AND PRESENT
      THEN TRUE
    END AS AMFREE,
    CASE
      WHEN STABLE_CODE < 1000000000000
      THEN FALSE
      WHEN STABLE_CODE IS NULL AND PRESENT
      THEN TRUE
    END AS IS_STABLE,
    CASE
      WHEN STANDARD_CODE < 1000000000000
      THEN FALSE
      WHEN STANDARD_CODE IS NULL AND PRESENT
      THEN TRUE
    END AS IS_STANDARD,
    CASE
      WHEN INVESTIGATIONAL_CODE < 1000000000000
      THEN TRUE
      WHEN INVESTIGATIONAL_CODE IS NULL AND PRESENT
      THEN FALSE
    END AS IS_TRIED
  FROM logged AS l
), carried AS (
  SELECT
    USUBJID,
    ADT,
    PRESENT,
    CAST(ROUND(DOSE_LOW / 1, 6) AS DECIMAL(18, 6)) AS PRED_LOW,
    CASE
      WHEN PRESENT AND (
        DOSE_CODE IS NULL OR DOSE_CODE >= 1000000000000
      )
      THEN CAST(ROUND(DOSE_HIGH / 1, 6) AS DECIMAL(18, 6))
    END AS PRED_HIGH,
    DOSE_CODE,
    PULSE,
    PULSE_LOW,
    PULSE_HIGH,
    REPLACEMENT,
    GCFREE,
    ISFREE,
    BIOFREE AS BIOFREE,
    AMFREE,
    IS_STABLE,
    IS_STANDARD,
    IS_TRIED,
    GC_CODE,
    IS_CODE,
    BIO_CODE,
    AM_CODE,
    STABLE_CODE,
    STANDARD_CODE,
    INVESTIGATIONAL_CODE,
    CARRY_BY,
    LAST_BIO
  FROM judged
)
SELECT
  USUBJID,
  ADT,
  PRESENT,
  PRED_LOW,
  PRED_HIGH,
  DOSE_CODE,
  PULSE,
  PULSE_LOW,
  PULSE_HIGH,
  REPLACEMENT,
  GCFREE,
  ISFREE,
  BIOFREE,
  AMFREE,
  GCFREE AND ISFREE AND BIOFREE AS OFF,
  GCFREE AND ISFREE AND BIOFREE AND AMFREE AS DRUGFREE,
  IS_STABLE,
  IS_STANDARD,
  IS_TRIED AS INVESTIGATIONAL,
  GC_CODE,
  IS_CODE,
  BIO_CODE,
  AM_CODE,
  STABLE_CODE,
  STANDARD_CODE,
  INVESTIGATIONAL_CODE,
  CARRY_BY,
  LAST_BIO
FROM carried;

-- drug_exclusion
WITH taken AS (
  SELECT
    i.RECORD,
    i.USUBJID,
    i.DOMAIN,
    i.SEQ,
    i.START_FIRST,
    i.START_LAST,
    i.SUBSTANCE,
    i.CLASS,
    COALESCE(x.LYMPHODEPLETION = 'Y', FALSE) AS LYMPHODEPLETING,
    COALESCE(x.RESCUE = 'Y', FALSE) AS RESCUE,
    COALESCE(
      i.CATEGORY RLIKE '(^|[^A-Z0-9])(LYMPHODEPLETION|LYMPHODEPLETING|LYMPHODEPLETION CHEMOTHERAPY|LYMPHODEPLETIVE|CONDITIONING|LYMPHODEPLETIERUNG|LD CHEMOTHERAPY)([^A-Z0-9]|$)',
      FALSE
    )
    OR COALESCE(
      i.INDICATION RLIKE '(^|[^A-Z0-9])(LYMPHODEPLETION|LYMPHODEPLETING|LYMPHODEPLETION CHEMOTHERAPY|LYMPHODEPLETIVE|CONDITIONING|LYMPHODEPLETIERUNG|LD CHEMOTHERAPY)([^A-Z0-9]|$)',
      FALSE
    ) AS FOR_LYMPHODEPLETION,
    COALESCE(
      i.INDICATION RLIKE '(^|[^A-Z0-9])(CYTOKINE RELEASE|CRS|ICANS|IMMUNE EFFECTOR CELL|NEUROTOXICITY|LICATS|LIC ATS|IEC HS|IEC-HS|HLH|HEMOPHAGOCYTIC|HAEMOPHAGOCYTIC|MACROPHAGE ACTIVATION|CAR T TOXICITY|CAR-T TOXICITY|ZYTOKINFREISETZUNG|ICAHT)([^A-Z0-9]|$)',
      FALSE
    ) AS FOR_RESCUE,
    COALESCE(
      i.CATEGORY RLIKE '(^|[^A-Z0-9])(PREMEDICATION|PRE-MEDICATION|PRE MEDICATION|PREMED|PRÄMEDIKATION|PRAEMEDIKATION)([^A-Z0-9]|$)',
      FALSE
    )
    OR COALESCE(
      i.INDICATION RLIKE '(^|[^A-Z0-9])(PREMEDICATION|PRE-MEDICATION|PRE MEDICATION|PREMED|PRÄMEDIKATION|PRAEMEDIKATION)([^A-Z0-9]|$)',
      FALSE
    ) AS FOR_PREMEDICATION,
    COALESCE(
      i.INDICATION RLIKE '(^|[^A-Z0-9])(HYPOGAMMAGLOBULINEMIA|HYPOGAMMAGLOBULINAEMIA|HYPOGAMMAGLOBULINÄMIE|LOW IGG|IGG DEFICIENCY|IGG REPLACEMENT|IMMUNOGLOBULIN REPLACEMENT|IMMUNOGLOBULIN DEFICIENCY|IMMUNOGLOBULIN G DECREASED|BLOOD IMMUNOGLOBULIN G DECREASED|REPLACEMENT|SUBSTITUTION|ANTIBODY DEFICIENCY|SECONDARY IMMUNODEFICIENCY|HUMORAL IMMUNE DEFECT|ANTIKÖRPERMANGEL)([^A-Z0-9]|$)',
      FALSE
    ) AS FOR_IGG,
    COALESCE(
      i.INDICATION RLIKE '(^|[^A-Z0-9])(ADRENAL|ADDISON|ADDISONS|HYPOCORTISOLISM|HYPOADRENALISM|CORTISOL DEFICIENCY|GLUCOCORTICOID REPLACEMENT|STEROID REPLACEMENT|CORTICOSTEROID REPLACEMENT|NEBENNIERENINSUFFIZIENZ|HYDROCORTISONE REPLACEMENT)([^A-Z0-9]|$)',
      FALSE
    ) AS FOR_ADRENAL,
    COALESCE(i.INDICATION, '') = '' AS IS_UNINDICATED
  FROM drug_interval AS i
  LEFT JOIN drug_substance AS x
    ON x.SUBSTANCE = i.SUBSTANCE
  WHERE
    i.CLASS <> 'antimalarial'
    AND (
      NOT i.LEVEL IS NULL OR i.CLASS = 'anti-infective'
    )
), toxicity AS (
  SELECT
    a.USUBJID,
    a.AESTDTC_FIRST AS BEGUN,
    COALESCE(a.AEENDTC_LAST, a.AESTDTC_LAST) AS ENDED
  FROM sdtm_ae AS a
  WHERE
    UPPER(CONCAT_WS(' ', a.AEDECOD, a.AETERM)) RLIKE '(^|[^A-Z0-9])(CYTOKINE RELEASE|CRS|ICANS|IMMUNE EFFECTOR CELL|NEUROTOXICITY|LICATS|LIC ATS|IEC HS|IEC-HS|HLH|HEMOPHAGOCYTIC|HAEMOPHAGOCYTIC|MACROPHAGE ACTIVATION|CAR T TOXICITY|CAR-T TOXICITY|ZYTOKINFREISETZUNG|ICAHT)([^A-Z0-9]|$)'
), windowed AS (
  SELECT
    t.RECORD,
    'lymphodepletion' AS REASON,
    d.DAY AS UNTIL,
    t.START_FIRST >= d.DAY + (
      -7
    ) AND t.START_LAST <= d.DAY AS IS_IN
  FROM taken AS t
  JOIN infusion_day AS d
    ON d.USUBJID = t.USUBJID
  WHERE
    t.LYMPHODEPLETING
    AND NOT t.FOR_LYMPHODEPLETION
    AND (
      t.START_LAST IS NULL OR t.START_LAST >= d.DAY + (
        -7
      )
    )
    AND (
      t.START_FIRST IS NULL OR t.START_FIRST <= d.DAY
    )
  UNION ALL
  SELECT
    t.RECORD,
    'CRS/ICANS rescue',
    d.DAY + (
      28
    ),
    t.START_FIRST >= d.DAY AND t.START_LAST <= d.DAY + (
      28
    )
  FROM taken AS t
  JOIN infusion_day AS d
    ON d.USUBJID = t.USUBJID
  WHERE
    t.RESCUE
    AND NOT t.FOR_RESCUE
    AND (
      t.START_LAST IS NULL OR t.START_LAST >= d.DAY
    )
    AND (
      t.START_FIRST IS NULL OR t.START_FIRST <= d.DAY + (
        28
      )
    )
  UNION ALL
  SELECT
    t.RECORD,
    'CRS/ICANS rescue',
    e.ENDED,
    TRUE
  FROM taken AS t
  JOIN toxicity AS e
    ON e.USUBJID = t.USUBJID AND t.START_FIRST >= e.BEGUN AND t.START_LAST <= e.ENDED
  WHERE
    t.RESCUE AND NOT t.FOR_RESCUE
), indicated AS (
  SELECT
    t.RECORD,
    CASE
      WHEN MIN(d.DAY) <= t.START_FIRST
      THEN TRUE
      WHEN MIN(d.DAY) > t.START_LAST
      THEN FALSE
    END AS IS_IN
  FROM taken AS t
  LEFT JOIN infusion_day AS d
    ON d.USUBJID = t.USUBJID
  WHERE
    t.FOR_RESCUE
  GROUP BY
    t.RECORD,
    t.START_FIRST,
    t.START_LAST
), reason AS (
  SELECT
    RECORD,
    REASON,
    CASE WHEN IS_IN THEN TRUE END AS EXCLUDED,
    CAST(UNTIL AS DATE) AS UNTIL
  FROM windowed
  UNION ALL
  SELECT
    RECORD,
    'CRS/ICANS rescue',
    IS_IN,
    CAST(NULL AS DATE)
  FROM indicated
  WHERE
    NOT IS_IN IS FALSE
  UNION ALL
  SELECT
    RECORD,
    'lymphodepletion',
    TRUE,
    CAST(NULL AS DATE)
  FROM taken
  WHERE
    FOR_LYMPHODEPLETION
  UNION ALL
  SELECT
    RECORD,
    'premedication',
    TRUE,
    CAST(NULL AS DATE)
  FROM taken
  WHERE
    FOR_PREMEDICATION
  UNION ALL
  SELECT
    RECORD,
    'IgG replacement',
    CASE WHEN FOR_IGG THEN TRUE ELSE NULL END,
    CAST(NULL AS DATE)
  FROM taken
  WHERE
    CLASS = 'immunoglobulin' AND (
      FOR_IGG OR IS_UNINDICATED
    )
  UNION ALL
  SELECT
    t.RECORD,
    'GC replacement',
    CASE WHEN c.AFTER_HIGH <= 20 THEN TRUE END,
    CAST(NULL AS DATE)
  FROM taken AS t
  LEFT JOIN drug_change AS c
    ON c.RECORD = t.RECORD
  WHERE
    t.SUBSTANCE = 'hydrocortisone'
    AND t.FOR_ADRENAL
    AND (
      c.AFTER_LOW <= 20 OR c.AFTER_LOW IS NULL
    )
  UNION ALL
  SELECT
    RECORD,
    'anti-infective',
    TRUE,
    CAST(NULL AS DATE)
  FROM taken
  WHERE
    CLASS = 'anti-infective'
)
SELECT
  t.USUBJID,
  t.DOMAIN,
  t.SEQ,
  r.RECORD,
  r.REASON,
  r.EXCLUDED,
  r.UNTIL
FROM reason AS r
JOIN taken AS t
  ON t.RECORD = r.RECORD;

-- drug_exposure
WITH left_out AS (
  SELECT
    RECORD,
    BOOL_OR(UNTIL IS NULL AND EXCLUDED) AS IS_ALL,
    BOOL_OR(UNTIL IS NULL AND EXCLUDED IS NULL)
    OR BOOL_OR(NOT UNTIL IS NULL AND EXCLUDED IS NULL) AS IS_DOUBTFUL,
    MAX(UNTIL) FILTER(WHERE
      EXCLUDED) AS UNTIL,
    BOOL_OR(REASON = 'GC replacement' AND EXCLUDED) AS REPLACEMENT
  FROM drug_exclusion
  GROUP BY
    RECORD
), joined AS (
  SELECT
    a.RECORD,
    a.USUBJID,
    a.DOMAIN,
    a.SEQ,
    a.LEVEL,
    a.SUBSTANCE,
    a.CLASS,
    a.END_STATUS,
    a.STOPPED_BY,
    CASE
      WHEN a.TAKEN
      THEN COALESCE(a.START_LAST, CAST('2999-12-31' AS DATE))
      ELSE CAST('2999-12-31' AS DATE)
    END AS SURE_FROM,
    COALESCE(a.END_FIRST, CAST('1900-01-01' AS DATE)) AS SURE_TO,
    COALESCE(a.START_FIRST, CAST('1900-01-01' AS DATE)) AS POSSIBLE_FROM,
    COALESCE(a.END_LAST, CAST('2999-12-31' AS DATE)) AS POSSIBLE_TO,
    COALESCE(a.START_LAST, CAST('2999-12-31' AS DATE)) AS START_LAST,
    COALESCE(p.INFUSION, CAST('1900-01-01' AS DATE)) AS DAY_0,
    a.IS_GC,
    a.PRED_LOW,
    a.PRED_HIGH,
    a.ON_DAY_LOW,
    a.ON_DAY_HIGH,
    a.PERIOD_DAYS,
    a.PULSE,
    a.WHY,
    CASE WHEN a.START_FIRST = a.START_LAST THEN a.START_FIRST END AS START_DAY,
    COALESCE(x.IS_ALL, FALSE) AS IS_ALL,
    COALESCE(x.IS_DOUBTFUL, FALSE) AND NOT COALESCE(x.IS_ALL, FALSE) AS IS_DOUBTFUL,
    x.UNTIL,
    COALESCE(x.REPLACEMENT, FALSE) AS REPLACEMENT,
    a.INVESTIGATIONAL,
    CASE
      WHEN NOT a.LEVEL IN ('IS', 'BIO') OR a.LEVEL IS NULL
      THEN FALSE
      WHEN NOT c.CHANGE IS NULL
      THEN c.CHANGE IN ('start', 'increase')
    END AS BREAKS,
    NOT COALESCE(c.FOLLOWED, FALSE) AS STOPS,
    CASE
      WHEN s.STANDARD_MG IS NULL
      THEN TRUE
      WHEN ROUND(c.AFTER_HIGH * s.STANDARD_DAYS, 6) <= s.STANDARD_MG
      THEN TRUE
      WHEN ROUND(c.AFTER_LOW * s.STANDARD_DAYS, 6) > COALESCE(s.STANDARD_MG_HIGH, s.STANDARD_MG)
      THEN FALSE
    END AS STANDARD,
    CASE
      WHEN s.B_CELL_DEPLETER = 'Y'
      THEN 182
      WHEN NOT s.HALF_LIFE_DAYS IS NULL
      THEN CAST(CEIL(5 * s.HALF_LIFE_DAYS) AS INT)
    END AS CARRY_OVER
  FROM drug_amount AS a
  LEFT JOIN subject AS p
    ON p.USUBJID = a.USUBJID
  LEFT JOIN drug_substance AS s
    ON s.SUBSTANCE = a.SUBSTANCE
  LEFT JOIN drug_change AS c
    ON c.RECORD = a.RECORD
  LEFT JOIN left_out AS x
    ON x.RECORD = a.RECORD
  WHERE
    (
      NOT a.LEVEL IS NULL OR a.INVESTIGATIONAL
    ) AND NOT a.TAKEN IS FALSE
)
SELECT
  RECORD,
  USUBJID,
  DOMAIN,
  SEQ,
  LEVEL,
  SUBSTANCE,
  CLASS,
  END_STATUS,
  STOPPED_BY,
  CASE WHEN SURE_FROM <= SURE_TO THEN SURE_FROM END AS SURE_FROM,
  CASE WHEN SURE_FROM <= SURE_TO THEN SURE_TO END AS SURE_TO,
  POSSIBLE_FROM,
  POSSIBLE_TO,
  START_LAST,
  START_DAY,
  CASE
    WHEN IS_COUNTED AND GREATEST(SURE_FROM, FREE_UNTIL) <= SURE_TO
    THEN GREATEST(SURE_FROM, FREE_UNTIL)
  END AS COUNT_SURE_FROM,
  CASE
    WHEN IS_COUNTED AND GREATEST(SURE_FROM, FREE_UNTIL) <= SURE_TO
    THEN SURE_TO
  END AS COUNT_SURE_TO,
  CASE
    WHEN NOT IS_ALL AND GREATEST(POSSIBLE_FROM, FREE_UNTIL) <= POSSIBLE_TO
    THEN GREATEST(POSSIBLE_FROM, FREE_UNTIL)
  END AS COUNT_POSSIBLE_FROM,
  CASE
    WHEN NOT IS_ALL AND GREATEST(POSSIBLE_FROM, FREE_UNTIL) <= POSSIBLE_TO
    THEN POSSIBLE_TO
  END AS COUNT_POSSIBLE_TO,
  DAY_0,
  IS_GC,
  PRED_LOW,
  PRED_HIGH,
  ON_DAY_LOW,
  ON_DAY_HIGH,
  PERIOD_DAYS,
  PULSE,
  REPLACEMENT,
  INVESTIGATIONAL,
  BREAKS,
  STOPS,
  STANDARD,
  CARRY_OVER,
  IS_DOUBTFUL,
  CASE
    WHEN NOT WHY IS NULL
    THEN WHY
    WHEN END_STATUS = 'unknown'
    THEN 'end date unknown'
    WHEN END_STATUS = 'contradictory'
    THEN 'start and end contradict each other'
    WHEN IS_DOUBTFUL
    THEN 'cannot tell whether it counts (indication or date)'
    WHEN START_LAST = CAST('2999-12-31' AS DATE)
    THEN 'start date unknown'
    ELSE 'dates not exact'
  END AS WHY,
  POSSIBLE_TO + 28 AS REACH
FROM (
  SELECT
    j.*,
    NOT IS_ALL AND NOT IS_DOUBTFUL AS IS_COUNTED,
    COALESCE(UNTIL + 1, CAST('1900-01-01' AS DATE)) AS FREE_UNTIL
  FROM joined AS j
) AS judged;

-- drug_interval
WITH taken AS (
  SELECT
    r.*,
    COALESCE(p.LAST_CONTACT, p.DATA_CUT) AS LAST_DAY,
    COALESCE(r.END_POINT = 'ONGOING', FALSE)
    OR COALESCE(
      r.END_TEXT IN ('ONGOING', 'CONTINUING', 'CONTINUES', 'LAUFEND', 'FORTLAUFEND', 'ANDAUERND'),
      FALSE
    ) AS ONGOING,
    r.KIND = 'once'
    OR (
      r.DOMAIN = 'EX' AND r.END_LAST IS NULL
    )
    OR (
      (
        r.KIND = 'blank' OR r.DEPOT
      )
      AND COALESCE(
        r.START_FIRST = r.START_LAST
        AND r.END_FIRST = r.START_FIRST
        AND r.END_LAST = r.START_FIRST,
        FALSE
      )
    ) AS IS_SINGLE
  FROM drug_record AS r
  LEFT JOIN subject AS p
    ON p.USUBJID = r.USUBJID
  WHERE
    r.OCCURRED AND NOT r.DUPLICATE
), judged AS (
  SELECT
    t.*,
    CASE
      WHEN IS_SINGLE
      THEN 'single'
      WHEN END_LAST < START_FIRST
      THEN 'contradictory'
      WHEN NOT END_LAST IS NULL AND ONGOING
      THEN 'contradictory'
      WHEN END_FIRST = END_LAST
      THEN 'recorded'
      WHEN NOT END_LAST IS NULL
      THEN 'partial'
      WHEN ONGOING
      THEN 'ongoing'
      ELSE 'unknown'
    END AS END_STATUS
  FROM taken AS t
), ended AS (
  SELECT
    RECORD,
    USUBJID,
    DOMAIN,
    SEQ,
    LEVEL,
    CLASS,
    SUBSTANCE,
    SYSTEMIC,
    DOSE_LOW,
    DOSE_HIGH,
    RAW_LOW,
    RAW_HIGH,
    UNIT,
    FREQUENCY,
    KIND,
    FREQ_NUM,
    FREQ_DEN,
    PERIOD_DAYS,
    FACTOR_NUM,
    FACTOR_DEN,
    DEPOT,
    INVESTIGATIONAL,
    INDICATION,
    CATEGORY,
    START_TIME,
    END_TIME,
    END_STATUS,
    LAST_DAY,
    CASE
      WHEN END_LAST < START_FIRST AND NOT IS_SINGLE
      THEN END_FIRST
      ELSE START_FIRST
    END AS START_FIRST,
    CASE
      WHEN END_LAST < START_FIRST AND NOT IS_SINGLE
      THEN NULL
      WHEN IS_SINGLE
      THEN START_LAST
      WHEN END_STATUS = 'ongoing'
      THEN LEAST(START_LAST, LAST_DAY)
      WHEN END_STATUS = 'contradictory'
      THEN START_LAST
      ELSE LEAST(START_LAST, END_LAST)
    END AS START_LAST,
    CASE
      WHEN IS_SINGLE
      THEN START_FIRST
      WHEN END_LAST < START_FIRST
      THEN NULL
      WHEN END_STATUS = 'ongoing'
      THEN GREATEST(LAST_DAY, START_FIRST)
      WHEN END_STATUS = 'unknown'
      THEN START_FIRST
      ELSE GREATEST(END_FIRST, START_FIRST)
    END AS END_FIRST,
    CASE
      WHEN IS_SINGLE
      THEN START_LAST
      WHEN END_STATUS IN ('ongoing', 'unknown', 'contradictory')
      THEN NULL
      ELSE END_LAST
    END AS END_LAST
  FROM judged
), begun AS (
  SELECT DISTINCT
    USUBJID,
    SUBSTANCE,
    START_FIRST AS START_DAY
  FROM ended
  WHERE
    START_FIRST = START_LAST AND NOT SUBSTANCE IS NULL
), placed AS (
  SELECT
    e.RECORD,
    e.USUBJID,
    e.DOMAIN,
    e.SEQ,
    e.LEVEL,
    e.CLASS,
    e.SUBSTANCE,
    e.SYSTEMIC,
    e.DOSE_LOW,
    e.DOSE_HIGH,
    e.RAW_LOW,
    e.RAW_HIGH,
    e.UNIT,
    e.FREQUENCY,
    e.KIND,
    e.FREQ_NUM,
    e.FREQ_DEN,
    e.PERIOD_DAYS,
    e.FACTOR_NUM,
    e.FACTOR_DEN,
    e.DEPOT,
    e.INVESTIGATIONAL,
    e.INDICATION,
    e.CATEGORY,
    e.START_TIME,
    e.END_TIME,
    e.END_STATUS,
    e.START_FIRST,
    e.START_LAST,
    CASE
      WHEN NOT s.START_DAY IS NULL AND e.START_LAST < e.END_LAST
      THEN e.END_FIRST - 1
      WHEN e.DEPOT AND TRUE AND e.END_STATUS = 'single'
      THEN e.END_FIRST + 27
      ELSE e.END_FIRST
    END AS END_FIRST,
    CASE
      WHEN NOT s.START_DAY IS NULL AND e.START_LAST < e.END_LAST
      THEN e.END_LAST - 1
      WHEN e.DEPOT AND TRUE AND e.END_STATUS = 'single'
      THEN e.END_LAST + 27
      ELSE e.END_LAST
    END AS END_LAST
  FROM ended AS e
  LEFT JOIN begun AS s
    ON s.USUBJID = e.USUBJID
    AND s.SUBSTANCE = e.SUBSTANCE
    AND s.START_DAY = e.END_LAST
    AND e.END_STATUS = 'recorded'
), stopped AS (
  SELECT
    p.RECORD,
    MIN(n.DAY) AS STOPPED_BY
  FROM placed AS p
  JOIN not_taking AS n
    ON n.USUBJID = p.USUBJID
    AND n.LEVEL = p.LEVEL
    AND (
      n.SUBSTANCE IS NULL OR n.SUBSTANCE = p.SUBSTANCE
    )
    AND (
      p.START_LAST IS NULL OR p.START_LAST < n.DAY
    )
  WHERE
    p.END_STATUS = 'unknown'
  GROUP BY
    p.RECORD
)
SELECT
  p.RECORD,
  p.USUBJID,
  p.DOMAIN,
  p.SEQ,
  p.LEVEL,
  p.CLASS,
  p.SUBSTANCE,
  p.SYSTEMIC,
  p.DOSE_LOW,
  p.DOSE_HIGH,
  p.RAW_LOW,
  p.RAW_HIGH,
  p.UNIT,
  p.FREQUENCY,
  p.KIND,
  p.FREQ_NUM,
  p.FREQ_DEN,
  p.PERIOD_DAYS,
  p.FACTOR_NUM,
  p.FACTOR_DEN,
  p.DEPOT,
  p.INVESTIGATIONAL,
  p.INDICATION,
  p.CATEGORY,
  p.START_FIRST,
  p.START_LAST,
  p.END_FIRST,
  CASE WHEN NOT s.STOPPED_BY IS NULL THEN s.STOPPED_BY - 1 ELSE p.END_LAST END AS END_LAST,
  p.END_STATUS,
  s.STOPPED_BY,
  p.START_TIME,
  p.END_TIME
FROM placed AS p
LEFT JOIN stopped AS s
  ON s.RECORD = p.RECORD;

-- drug_record
WITH source AS (
  SELECT
    USUBJID,
    'CM' AS DOMAIN,
    CMSEQ AS SEQ,
    CMTRT AS TREATMENT,
    UPPER(TRIM(CMTRT)) AS TREATMENT_TEXT,
    UPPER(TRIM(CMDECOD)) AS DECODE_TEXT,
    UPPER(TRIM(CMCLASCD)) AS CODE,
    UPPER(TRIM(CMCLAS)) AS CLASS_TEXT,
    UPPER(TRIM(CMCAT)) AS CATEGORY,
    UPPER(TRIM(CMINDC)) AS INDICATION,
    CMDOSE AS DOSE,
    UPPER(TRIM(CMDOSTXT)) AS DOSE_TEXT,
    UPPER(TRIM(CMDOSU)) AS UNIT,
    UPPER(TRIM(CMDOSFRQ)) AS FREQUENCY,
    UPPER(TRIM(CMROUTE)) AS ROUTE,
    UPPER(TRIM(CMDOSFRM)) AS FORM,
    CMSTDTC AS START_TEXT,
    CMSTDTC_FIRST AS START_FIRST,
    CMSTDTC_LAST AS START_LAST,
    CMSTDTC_TIME AS START_TIME,
    UPPER(TRIM(CMENDTC)) AS END_TEXT,
    CMENDTC_FIRST AS END_FIRST,
    CMENDTC_LAST AS END_LAST,
    CMENDTC_TIME AS END_TIME,
    UPPER(TRIM(CMENRTPT)) AS END_POINT,
    CASE
      WHEN UPPER(TRIM(CMOCCUR)) = 'N'
      THEN FALSE
      WHEN UPPER(TRIM(CMSTAT)) = 'NOT DONE'
      THEN NULL
      ELSE TRUE
    END AS OCCURRED
  FROM sdtm_cm
  UNION ALL
  SELECT
    USUBJID,
    'EX',
    EXSEQ,
    EXTRT,
    UPPER(TRIM(EXTRT)),
    CAST(NULL AS STRING),
    CAST(NULL AS STRING),
    CAST(NULL AS STRING),
    UPPER(TRIM(EXCAT)),
    CAST(NULL AS STRING),
    EXDOSE,
    UPPER(TRIM(EXDOSTXT)),
    UPPER(TRIM(EXDOSU)),
    UPPER(TRIM(EXDOSFRQ)),
    UPPER(TRIM(EXROUTE)),
    UPPER(TRIM(EXDOSFRM)),
    EXSTDTC,
    EXSTDTC_FIRST,
    EXSTDTC_LAST,
    EXSTDTC_TIME,
    UPPER(TRIM(EXENDTC)),
    EXENDTC_FIRST,
    EXENDTC_LAST,
    EXENDTC_TIME,
    CAST(NULL AS STRING),
    TRUE
  FROM sdtm_ex
), known AS (
  SELECT
    s.*,
    COALESCE(d.SUBSTANCE, t.SUBSTANCE) AS NAME_SUBSTANCE,
    CASE
      WHEN NOT d.SUBSTANCE IS NULL
      THEN d.CLASS
      WHEN NOT t.SUBSTANCE IS NULL
      THEN t.CLASS
      ELSE COALESCE(d.CLASS, t.CLASS)
    END AS NAME_CLASS,
    c.ATC,
    c.SUBSTANCE AS ATC_SUBSTANCE,
    c.CLASS AS ATC_CLASS,
    c.SYSTEMIC AS ATC_SYSTEMIC,
    w.CLASS AS WORD_CLASS,
    COALESCE(d.OVERRIDE_CLASS, t.OVERRIDE_CLASS, c.OVERRIDE_CLASS) AS OVERRIDE_CLASS,
    COALESCE(d.OVERRIDE_FACTOR, t.OVERRIDE_FACTOR, c.OVERRIDE_FACTOR) AS OVERRIDE_FACTOR,
    COALESCE(t.LOCAL_FORM, FALSE)
    OR COALESCE(d.LOCAL_FORM, FALSE)
    OR COALESCE(
      s.FORM RLIKE '(^|[^A-Z0-9])(TOPICAL|CREAM|CREME|OINTMENT|LOTION|GEL|SHAMPOO|EYE|OPHTHALMIC|AUGENTROPFEN|EAR DROPS|DERMAL|DERMATOLOGICAL|NASAL|NASENSPRAY|INHALER|INHALATION|AEROSOL|ENEMA|SUPPOSITORY|RECTAL|SALBE|MOUTHWASH|INTRA ARTICULAR|INTRAARTICULAR|INTRA-ARTICULAR|INTRAARTIKULÄR)([^A-Z0-9]|$)',
      FALSE
    ) AS LOCAL_FORM,
    s.DOMAIN = 'EX'
    AND (
      COALESCE(s.CATEGORY RLIKE '(^|[^A-Z])(CAR[ -]?T|CHIMERIC ANTIGEN)', FALSE)
      OR COALESCE(s.TREATMENT_TEXT RLIKE '(^|[^A-Z])(CAR[ -]?T|CHIMERIC ANTIGEN)', FALSE)
    ) AS IS_CAR_T,
    NOT r.TEXT IS NULL AS ROUTE_KNOWN,
    r.SYSTEMIC AS ROUTE_SYSTEMIC,
    r.INTRAMUSCULAR,
    u.NUMERATOR AS MG_NUM,
    u.DENOMINATOR AS MG_DEN,
    u.DAYS AS UNIT_DAYS,
    f.KIND AS FREQUENCY_KIND,
    f.NUMERATOR AS F_NUM,
    f.DENOMINATOR AS F_DEN,
    f.PERIOD_DAYS AS F_PERIOD,
    COALESCE(
      s.DOSE,
      TRY_CAST(s.DOSE_TEXT AS DECIMAL(18, 6)),
      TRY_CAST(REGEXP_EXTRACT(s.DOSE_TEXT, '^([0-9]+[.]?[0-9]*) *(-|TO|BIS) *([0-9]+[.]?[0-9]*)$') AS DECIMAL(18, 6))
    ) AS RAW_LOW,
    COALESCE(
      s.DOSE,
      TRY_CAST(s.DOSE_TEXT AS DECIMAL(18, 6)),
      TRY_CAST(REGEXP_EXTRACT(s.DOSE_TEXT, '^([0-9]+[.]?[0-9]*) *(-|TO|BIS) *([0-9]+[.]?[0-9]*)$', 3) AS DECIMAL(18, 6))
    ) AS RAW_HIGH
  FROM source AS s
  LEFT JOIN drug_text AS t
    ON t.TEXT = s.TREATMENT_TEXT
  LEFT JOIN drug_text AS d
    ON d.TEXT = s.DECODE_TEXT
  LEFT JOIN drug_code AS c
    ON c.CODE = s.CODE
  LEFT JOIN drug_name AS w
    ON w.NAME = s.CLASS_TEXT AND w.SUBSTANCE IS NULL
  LEFT JOIN drug_route AS r
    ON r.TEXT = s.ROUTE AND r.KIND = 'route'
  LEFT JOIN drug_unit AS u
    ON u.TEXT = s.UNIT
  LEFT JOIN drug_frequency AS f
    ON f.TEXT = s.FREQUENCY
), alike AS (
  /* Cheap on large studies: only rows that share these few fields are compared in full. */
  SELECT
    USUBJID,
    CMTRT,
    CMSTDTC
  FROM sdtm_cm
  GROUP BY
    USUBJID,
    CMTRT,
    CMSTDTC
  HAVING
    COUNT(*) > 1
), repeated AS (
  SELECT
    USUBJID,
    SEQ
  FROM (
    SELECT
      s.USUBJID,
      s.CMSEQ AS SEQ,
      ROW_NUMBER() OVER (
        PARTITION BY s.USUBJID, s.CMTRT, s.CMDECOD, s.CMSTDTC, s.CMENDTC, s.CMENRTPT, s.CMDOSE, s.CMDOSTXT, s.CMDOSU, s.CMDOSFRQ, s.CMROUTE, s.CMINDC, s.CMCAT, s.CMOCCUR
        ORDER BY s.CMSEQ NULLS LAST
      ) AS PLACE
    FROM sdtm_cm AS s
    JOIN alike AS a
      ON a.USUBJID = s.USUBJID
      AND a.CMTRT = s.CMTRT
      AND a.CMSTDTC IS NOT DISTINCT FROM s.CMSTDTC
  ) AS placed
  WHERE
    PLACE > 1 AND NOT SEQ IS NULL
), chosen AS (
  SELECT
    k.*,
    CASE
      WHEN IS_CAR_T
      THEN NULL
      WHEN ATC_SUBSTANCE IS NULL OR NAME_CLASS = ATC_CLASS
      THEN COALESCE(NAME_SUBSTANCE, ATC_SUBSTANCE)
      ELSE ATC_SUBSTANCE
    END AS SUBSTANCE,
    CASE
      WHEN NOT OVERRIDE_CLASS IS NULL
      THEN OVERRIDE_CLASS
      WHEN IS_CAR_T
      THEN 'CAR T'
      WHEN NOT ATC_SUBSTANCE IS NULL
      THEN ATC_CLASS
      WHEN NOT NAME_CLASS IS NULL AND (
        NAME_CLASS <> 'all' OR NOT OCCURRED
      )
      THEN NAME_CLASS
      WHEN NOT ATC_CLASS IS NULL
      THEN ATC_CLASS
      WHEN NOT WORD_CLASS IS NULL AND WORD_CLASS <> 'all'
      THEN WORD_CLASS
      WHEN LENGTH(ATC) >= 5
      THEN 'other'
      WHEN DOMAIN = 'EX' AND CATEGORY LIKE '%LYMPHODEPLET%'
      THEN 'lymphodepletion'
      WHEN DOMAIN = 'EX'
      THEN 'study treatment'
    END AS CLASS,
    CASE
      WHEN NOT OVERRIDE_CLASS IS NULL
      THEN 'override'
      WHEN IS_CAR_T
      THEN 'category'
      WHEN NOT ATC_SUBSTANCE IS NULL
      THEN 'ATC'
      WHEN NOT NAME_CLASS IS NULL AND (
        NAME_CLASS <> 'all' OR NOT OCCURRED
      )
      THEN 'name'
      WHEN NOT ATC_CLASS IS NULL
      THEN 'ATC'
      WHEN NOT WORD_CLASS IS NULL AND WORD_CLASS <> 'all'
      THEN 'category'
      WHEN LENGTH(ATC) >= 5
      THEN 'ATC'
      WHEN DOMAIN = 'EX'
      THEN 'category'
    END AS CLASSED_BY,
    COALESCE(ROUTE, '') <> '' AS ROUTE_GIVEN,
    COALESCE(FREQUENCY, '') <> '' AS FREQUENCY_GIVEN
  FROM known AS k
)
SELECT
  ROW_NUMBER() OVER (
    ORDER BY c.USUBJID NULLS LAST, c.DOMAIN NULLS LAST, c.SEQ NULLS LAST, c.TREATMENT_TEXT NULLS LAST, c.START_TEXT NULLS LAST, c.DOSE NULLS LAST
  ) AS RECORD,
  c.USUBJID,
  c.DOMAIN,
  c.SEQ,
  c.TREATMENT,
  c.ATC,
  c.CLASS,
  l.LEVEL,
  c.SUBSTANCE,
  c.CLASSED_BY,
  CASE
    WHEN x.LOCAL_FORMS = 'only'
    THEN FALSE
    WHEN NOT c.ROUTE_SYSTEMIC IS NULL
    THEN c.ROUTE_SYSTEMIC = 'Y'
    WHEN c.ROUTE_GIVEN AND NOT c.ROUTE_KNOWN
    THEN NULL
    WHEN c.LOCAL_FORM
    THEN FALSE
    WHEN NOT c.ATC_SYSTEMIC IS NULL
    THEN c.ATC_SYSTEMIC = 'Y'
    WHEN c.ROUTE_KNOWN OR (
      x.LOCAL_FORMS = 'common' AND c.DOMAIN = 'CM'
    )
    THEN NULL
    ELSE TRUE
  END AS SYSTEMIC,
  TRY_CAST(CASE
    WHEN c.RAW_LOW = 0
    THEN 0
    ELSE ROUND(CAST(c.RAW_LOW AS DOUBLE) * c.MG_NUM / c.MG_DEN, 6)
  END AS DECIMAL(18, 6)) AS DOSE_LOW,
  TRY_CAST(CASE
    WHEN c.RAW_HIGH = 0
    THEN 0
    ELSE ROUND(CAST(c.RAW_HIGH AS DOUBLE) * c.MG_NUM / c.MG_DEN, 6)
  END AS DECIMAL(18, 6)) AS DOSE_HIGH,
  c.RAW_LOW,
  c.RAW_HIGH,
  c.UNIT,
  c.FREQUENCY,
  c.ROUTE,
  CASE
    WHEN c.FREQUENCY_KIND IN ('once', 'as needed')
    THEN c.FREQUENCY_KIND
    WHEN NOT c.UNIT_DAYS IS NULL
    THEN 'regular'
    WHEN c.FREQUENCY_GIVEN
    THEN COALESCE(c.FREQUENCY_KIND, 'unknown')
    ELSE 'blank'
  END AS KIND,
  CASE
    WHEN NOT c.UNIT_DAYS IS NULL
    THEN 1
    WHEN c.FREQUENCY_GIVEN
    THEN c.F_NUM
    WHEN 'blank' = 'regular'
    THEN 1
  END AS FREQ_NUM,
  CASE
    WHEN NOT c.UNIT_DAYS IS NULL
    THEN c.UNIT_DAYS
    WHEN c.FREQUENCY_GIVEN
    THEN c.F_DEN
    WHEN 'blank' = 'regular'
    THEN 1
  END AS FREQ_DEN,
  CASE
    WHEN NOT c.UNIT_DAYS IS NULL AND (
      c.UNIT_DAYS = 1 OR NOT c.FREQUENCY_GIVEN
    )
    THEN c.UNIT_DAYS
    WHEN c.FREQUENCY_GIVEN
    THEN c.F_PERIOD
    WHEN 'blank' = 'regular'
    THEN 1
  END AS PERIOD_DAYS,
  CASE
    WHEN NOT c.OVERRIDE_FACTOR IS NULL
    THEN CAST(c.OVERRIDE_FACTOR * 1000000 AS BIGINT)
    ELSE x.FACTOR_NUM
  END AS FACTOR_NUM,
  CASE WHEN NOT c.OVERRIDE_FACTOR IS NULL THEN 1000000 ELSE x.FACTOR_DEN END AS FACTOR_DEN,
  COALESCE(x.DEPOT = 'Y' AND c.INTRAMUSCULAR = 'Y', FALSE) AS DEPOT,
  COALESCE(x.INVESTIGATIONAL = 'Y', FALSE) OR c.CLASS = 'study treatment' AS INVESTIGATIONAL,
  c.INDICATION,
  c.CATEGORY,
  c.OCCURRED,
  NOT q.SEQ IS NULL AS DUPLICATE,
  c.START_TEXT,
  c.START_FIRST,
  c.START_LAST,
  c.START_TIME,
  c.END_TEXT,
  c.END_FIRST,
  c.END_LAST,
  c.END_TIME,
  c.END_POINT,
  c.NAME_CLASS,
  c.ATC_CLASS
FROM chosen AS c
LEFT JOIN drug_substance AS x
  ON x.SUBSTANCE = c.SUBSTANCE
LEFT JOIN drug_class AS l
  ON l.CLASS = c.CLASS
LEFT JOIN repeated AS q
  ON q.USUBJID = c.USUBJID AND c.DOMAIN = 'CM' AND q.SEQ = c.SEQ;

-- drug_status
WITH long AS (
  SELECT
    USUBJID,
    ADT,
    PRESENT,
    'GCFREE' AS LEVEL,
    GCFREE AS VALUE,
    GC_CODE AS CODE,
    CAST(NULL AS BIGINT) AS CARRY_BY,
    LAST_BIO,
    REPLACEMENT AS REPLACEMENT
  FROM drug_day
  UNION ALL
  SELECT
    USUBJID,
    ADT,
    PRESENT,
    'ISFREE' AS LEVEL,
    ISFREE AS VALUE,
    IS_CODE AS CODE,
    CAST(NULL AS BIGINT) AS CARRY_BY,
    LAST_BIO,
    FALSE AS REPLACEMENT
  FROM drug_day
  UNION ALL
  SELECT
    USUBJID,
    ADT,
    PRESENT,
    'BIOFREE' AS LEVEL,
    BIOFREE AS VALUE,
    BIO_CODE AS CODE,
    CARRY_BY AS CARRY_BY,
    LAST_BIO,
    FALSE AS REPLACEMENT
  FROM drug_day
  UNION ALL
  SELECT
    USUBJID,
    ADT,
    PRESENT,
    'AMFREE' AS LEVEL,
    AMFREE AS VALUE,
    AM_CODE AS CODE,
    CAST(NULL AS BIGINT) AS CARRY_BY,
    LAST_BIO,
    FALSE AS REPLACEMENT
  FROM drug_day
  UNION ALL
  SELECT
    USUBJID,
    ADT,
    PRESENT,
    'OFF' AS LEVEL,
    OFF AS VALUE,
    LEAST(GC_CODE, IS_CODE, BIO_CODE) AS CODE,
    CARRY_BY AS CARRY_BY,
    LAST_BIO,
    REPLACEMENT AS REPLACEMENT
  FROM drug_day
  UNION ALL
  SELECT
    USUBJID,
    ADT,
    PRESENT,
    'DRUGFREE' AS LEVEL,
    DRUGFREE AS VALUE,
    LEAST(GC_CODE, IS_CODE, BIO_CODE, AM_CODE) AS CODE,
    CARRY_BY AS CARRY_BY,
    LAST_BIO,
    REPLACEMENT AS REPLACEMENT
  FROM drug_day
  UNION ALL
  SELECT
    USUBJID,
    ADT,
    PRESENT,
    'STABLE' AS LEVEL,
    IS_STABLE AS VALUE,
    STABLE_CODE AS CODE,
    CAST(NULL AS BIGINT) AS CARRY_BY,
    LAST_BIO,
    FALSE AS REPLACEMENT
  FROM drug_day
  UNION ALL
  SELECT
    USUBJID,
    ADT,
    PRESENT,
    'STANDARD' AS LEVEL,
    IS_STANDARD AS VALUE,
    STANDARD_CODE AS CODE,
    CAST(NULL AS BIGINT) AS CARRY_BY,
    LAST_BIO,
    FALSE AS REPLACEMENT
  FROM drug_day
  UNION ALL
  SELECT
    USUBJID,
    ADT,
    PRESENT,
    'INVESTIGATIONAL' AS LEVEL,
    INVESTIGATIONAL AS VALUE,
    INVESTIGATIONAL_CODE AS CODE,
    CAST(NULL AS BIGINT) AS CARRY_BY,
    LAST_BIO,
    FALSE AS REPLACEMENT
  FROM drug_day
)
SELECT
  d.USUBJID,
  d.ADT,
  d.LEVEL,
  d.VALUE,
  CASE
    WHEN NOT d.PRESENT
    THEN 'the study has no medication records'
    WHEN d.CODE < 1000000000000 AND d.LEVEL IN ('INVESTIGATIONAL', 'STANDARD')
    THEN CONCAT(
      COALESCE(COALESCE(e.SUBSTANCE, e.CLASS), ''),
      COALESCE(
        CASE
          WHEN d.LEVEL = 'STANDARD'
          THEN ' above the standard maintenance dose'
          ELSE ' is investigational'
        END,
        ''
      )
    )
    WHEN d.CODE < 1000000000000 AND d.LEVEL = 'STABLE'
    THEN CONCAT(
      COALESCE(COALESCE(e.SUBSTANCE, e.CLASS), ''),
      ' started, raised or changed in the last 28 days'
    )
    WHEN d.CODE < 1000000000000
    THEN CONCAT(COALESCE(COALESCE(e.SUBSTANCE, e.CLASS), ''), ' in the last 28 days')
    WHEN d.CODE >= 1000000000000 AND d.LEVEL = 'STANDARD'
    THEN CONCAT(COALESCE(COALESCE(e.SUBSTANCE, e.CLASS), ''), ': dose or dates do not tell')
    WHEN d.CODE >= 1000000000000 AND d.LEVEL = 'STABLE'
    THEN CONCAT(
      COALESCE(COALESCE(e.SUBSTANCE, e.CLASS), ''),
      ': change of dose or its date not known'
    )
    WHEN d.CODE >= 1000000000000
    THEN CONCAT(COALESCE(COALESCE(e.SUBSTANCE, e.CLASS), ''), ': ', COALESCE(e.WHY, ''))
    ELSE NULLIF(
      CONCAT_WS(
        '; ',
        CASE WHEN d.REPLACEMENT THEN 'GC replacement' END,
        CASE
          WHEN NOT e.RECORD IS NULL
          THEN CONCAT(
            COALESCE(e.SUBSTANCE, ''),
            ' may still act: last dose ',
            COALESCE(DATEDIFF(DAY, e.POSSIBLE_TO, d.ADT), ''),
            ' days before, carry-over ',
            COALESCE(e.CARRY_OVER, ''),
            ' days'
          )
          WHEN d.LEVEL IN ('BIOFREE', 'OFF', 'DRUGFREE') AND NOT d.LAST_BIO IS NULL
          THEN CONCAT('last biologic ', COALESCE(DATEDIFF(DAY, d.LAST_BIO, d.ADT), ''), ' days before')
        END
      ),
      ''
    )
  END AS REASON
FROM long AS d
LEFT JOIN drug_exposure AS e
  ON e.RECORD = COALESCE(d.CODE % 1000000000000, d.CARRY_BY);

-- drug_text
WITH mentioned AS (
  SELECT
    UPPER(TRIM(CMTRT)) AS TEXT
  FROM sdtm_cm
  UNION ALL
  SELECT
    UPPER(TRIM(CMDECOD))
  FROM sdtm_cm
  UNION ALL
  SELECT
    UPPER(TRIM(EXTRT))
  FROM sdtm_ex
), named AS (
  SELECT DISTINCT
    TEXT,
    REPLACE(TEXT, '-', ' ') AS WHOLE,
    REGEXP_EXTRACT(REPLACE(TEXT, '-', ' '), '^[A-ZÀ-Þ][A-ZÀ-Þ0-9]*( +[A-ZÀ-Þ][A-ZÀ-Þ0-9]*)*', 0) AS NAME
  FROM mentioned
  WHERE
    TEXT <> '' AND NOT TEXT IN ('UNCODED', 'NOT CODED')
), exact AS (
  SELECT
    n.TEXT,
    n.NAME,
    COALESCE(w.SUBSTANCE, d.SUBSTANCE) AS SUBSTANCE,
    COALESCE(w.CLASS, d.CLASS) AS CLASS
  FROM named AS n
  LEFT JOIN drug_name AS w
    ON w.NAME = n.WHOLE
  LEFT JOIN drug_name AS d
    ON d.NAME = n.NAME
), inside AS (
  SELECT
    e.TEXT,
    d.SUBSTANCE,
    ROW_NUMBER() OVER (PARTITION BY e.TEXT ORDER BY LENGTH(d.NAME) DESC, d.NAME NULLS LAST) AS PLACE
  FROM exact AS e
  JOIN drug_name AS d
    ON NOT d.SUBSTANCE IS NULL
    AND CONCAT(' ', COALESCE(e.NAME, ''), ' ') LIKE CONCAT('% ', COALESCE(d.NAME, ''), ' %')
  WHERE
    e.SUBSTANCE IS NULL AND e.CLASS IS NULL
), found AS (
  SELECT
    e.TEXT,
    e.NAME,
    COALESCE(e.SUBSTANCE, i.SUBSTANCE) AS SUBSTANCE,
    e.CLASS
  FROM exact AS e
  LEFT JOIN inside AS i
    ON i.TEXT = e.TEXT AND i.PLACE = 1
), ruled AS (
  SELECT
    f.TEXT,
    p.CLASS,
    p.FACTOR,
    ROW_NUMBER() OVER (PARTITION BY f.TEXT ORDER BY LENGTH(p.NAME) DESC, p.NAME NULLS LAST) AS PLACE
  FROM found AS f
  JOIN protocol_drug AS p
    ON TRIM(p.NAME) <> ''
    AND (
      UPPER(TRIM(p.NAME)) = f.TEXT
      OR UPPER(TRIM(p.NAME)) = UPPER(f.SUBSTANCE)
      OR CONCAT(' ', COALESCE(f.NAME, ''), ' ') LIKE CONCAT('% ', COALESCE(UPPER(TRIM(REPLACE(p.NAME, '-', ' '))), ''), ' %')
    )
)
SELECT
  f.TEXT,
  f.NAME,
  f.SUBSTANCE,
  COALESCE(s.CLASS, f.CLASS) AS CLASS,
  f.TEXT RLIKE '(^|[^A-Z0-9])(TOPICAL|CREAM|CREME|OINTMENT|LOTION|GEL|SHAMPOO|EYE|OPHTHALMIC|AUGENTROPFEN|EAR DROPS|DERMAL|DERMATOLOGICAL|NASAL|NASENSPRAY|INHALER|INHALATION|AEROSOL|ENEMA|SUPPOSITORY|RECTAL|SALBE|MOUTHWASH|INTRA ARTICULAR|INTRAARTICULAR|INTRA-ARTICULAR|INTRAARTIKULÄR)([^A-Z0-9]|$)' AS LOCAL_FORM,
  r.CLASS AS OVERRIDE_CLASS,
  CAST(r.FACTOR AS DECIMAL(18, 6)) AS OVERRIDE_FACTOR
FROM found AS f
LEFT JOIN drug_substance AS s
  ON s.SUBSTANCE = f.SUBSTANCE
LEFT JOIN ruled AS r
  ON r.TEXT = f.TEXT AND r.PLACE = 1;

-- drug_trace
WITH asked AS (
  SELECT DISTINCT
    USUBJID,
    ADT
  FROM assessment_date
  WHERE
    NOT ADT IS NULL
), reason AS (
  SELECT
    RECORD,
    MIN(REASON) AS REASON
  FROM drug_exclusion
  GROUP BY
    RECORD
), pair AS (
  SELECT
    d.USUBJID,
    d.ADT,
    e.*,
    x.REASON
  FROM (
    SELECT
      RECORD,
      DOMAIN,
      SEQ,
      LEVEL,
      IS_GC,
      PULSE,
      SURE_FROM,
      SURE_TO,
      POSSIBLE_FROM,
      POSSIBLE_TO,
      STOPPED_BY,
      COUNT_SURE_FROM,
      COUNT_SURE_TO,
      COUNT_POSSIBLE_FROM,
      COUNT_POSSIBLE_TO,
      START_LAST,
      BREAKS,
      INVESTIGATIONAL,
      USUBJID AS TAKER
    FROM drug_exposure
  ) AS e
  JOIN asked AS d
    ON d.USUBJID = e.TAKER AND e.POSSIBLE_FROM <= d.ADT
  LEFT JOIN reason AS x
    ON x.RECORD = e.RECORD
), part AS (
  SELECT
    'GCFREE' AS PARAMCD,
    'GC' AS LEVEL
  UNION ALL
  SELECT
    'ISFREE',
    'IS'
  UNION ALL
  SELECT
    'BIOFREE',
    'BIO'
  UNION ALL
  SELECT
    'AMFREE',
    'AM'
  UNION ALL
  SELECT
    'OFF',
    'GC'
  UNION ALL
  SELECT
    'OFF',
    'IS'
  UNION ALL
  SELECT
    'OFF',
    'BIO'
  UNION ALL
  SELECT
    'DRUGFREE',
    'GC'
  UNION ALL
  SELECT
    'DRUGFREE',
    'IS'
  UNION ALL
  SELECT
    'DRUGFREE',
    'BIO'
  UNION ALL
  SELECT
    'DRUGFREE',
    'AM'
)
SELECT
  USUBJID,
  ADT,
  'PREDEQ' AS PARAMCD,
  DOMAIN,
  SEQ,
  CASE
    WHEN PULSE
    THEN 'pulse'
    WHEN SURE_FROM <= ADT AND SURE_TO >= ADT - 0
    THEN 'dose'
    ELSE 'possible dose'
  END AS ROLE
FROM pair
WHERE
  IS_GC AND POSSIBLE_TO >= ADT - 0
UNION ALL
SELECT
  p.USUBJID,
  p.ADT,
  l.PARAMCD,
  p.DOMAIN,
  p.SEQ,
  CASE
    WHEN p.COUNT_SURE_FROM <= p.ADT AND p.COUNT_SURE_TO > p.ADT - 28
    THEN 'exposure'
    WHEN p.COUNT_POSSIBLE_FROM <= p.ADT
    AND p.COUNT_POSSIBLE_TO > p.ADT - 28
    AND (
      p.STOPPED_BY IS NULL OR p.ADT < p.STOPPED_BY
    )
    THEN 'possible exposure'
    WHEN NOT p.REASON IS NULL
    THEN CONCAT('not counted: ', COALESCE(p.REASON, ''))
    WHEN p.STOPPED_BY <= p.ADT
    THEN 'not counted: not taking at a later assessment'
    ELSE 'last biologic'
  END
FROM pair AS p
JOIN part AS l
  ON l.LEVEL = p.LEVEL
WHERE
  p.POSSIBLE_TO > p.ADT - 28 OR (
    p.LEVEL = 'BIO' AND p.REASON IS NULL
  )
UNION ALL
SELECT
  USUBJID,
  ADT,
  'STABLE',
  DOMAIN,
  SEQ,
  CASE
    WHEN BREAKS AND START_LAST > ADT - 28
    THEN 'start or increase'
    ELSE 'exposure'
  END
FROM pair
WHERE
  LEVEL IN ('IS', 'BIO')
  AND NOT COUNT_POSSIBLE_FROM IS NULL
  AND (
    COUNT_POSSIBLE_TO >= ADT OR START_LAST > ADT - 28
  )
UNION ALL
SELECT
  USUBJID,
  ADT,
  'STANDARD',
  DOMAIN,
  SEQ,
  'exposure'
FROM pair
WHERE
  LEVEL <> 'GC' AND COUNT_POSSIBLE_FROM <= ADT AND COUNT_POSSIBLE_TO >= ADT
UNION ALL
SELECT
  USUBJID,
  ADT,
  'INVESTIGATIONAL',
  DOMAIN,
  SEQ,
  'exposure'
FROM pair
WHERE
  INVESTIGATIONAL AND COUNT_POSSIBLE_FROM <= ADT AND COUNT_POSSIBLE_TO >= ADT
UNION ALL
SELECT
  d.USUBJID,
  d.ADT,
  l.PARAMCD,
  n.DOMAIN,
  n.SEQ,
  'not taking'
FROM asked AS d
JOIN not_taking AS n
  ON n.USUBJID = d.USUBJID AND n.DAY = d.ADT
JOIN part AS l
  ON l.LEVEL = n.LEVEL;

-- evidence
SELECT
  USUBJID,
  DOMAIN,
  SEQ,
  TESTCD,
  CAT,
  VALUE,
  TEXT,
  QUALIFIER,
  UNIT,
  LLN,
  ULN,
  DTC,
  FIRST,
  LAST,
  TIME,
  VISITNUM,
  VISIT
FROM recorded
UNION ALL
SELECT
  USUBJID,
  DOMAIN,
  SEQ,
  TESTCD,
  CAT,
  VALUE,
  TEXT,
  QUALIFIER,
  UNIT,
  LLN,
  ULN,
  DTC,
  FIRST,
  LAST,
  TIME,
  VISITNUM,
  VISIT
FROM derived_medication
UNION ALL
SELECT
  USUBJID,
  DOMAIN,
  SEQ,
  TESTCD,
  CAT,
  VALUE,
  TEXT,
  QUALIFIER,
  UNIT,
  LLN,
  ULN,
  DTC,
  FIRST,
  LAST,
  TIME,
  VISITNUM,
  VISIT
FROM derived_muscle_enzyme
UNION ALL
SELECT
  USUBJID,
  DOMAIN,
  SEQ,
  TESTCD,
  CAT,
  VALUE,
  TEXT,
  QUALIFIER,
  UNIT,
  LLN,
  ULN,
  DTC,
  FIRST,
  LAST,
  TIME,
  VISITNUM,
  VISIT
FROM derived_muscle_test_maximum
UNION ALL
SELECT
  USUBJID,
  DOMAIN,
  SEQ,
  TESTCD,
  CAT,
  VALUE,
  TEXT,
  QUALIFIER,
  UNIT,
  LLN,
  ULN,
  DTC,
  FIRST,
  LAST,
  TIME,
  VISITNUM,
  VISIT
FROM derived_new_activity;

-- evidence_2
SELECT
  USUBJID,
  DOMAIN,
  SEQ,
  TESTCD,
  CAT,
  VALUE,
  TEXT,
  QUALIFIER,
  UNIT,
  LLN,
  ULN,
  DTC,
  FIRST,
  LAST,
  TIME,
  VISITNUM,
  VISIT
FROM recorded
UNION ALL
SELECT
  USUBJID,
  DOMAIN,
  SEQ,
  TESTCD,
  CAT,
  VALUE,
  TEXT,
  QUALIFIER,
  UNIT,
  LLN,
  ULN,
  DTC,
  FIRST,
  LAST,
  TIME,
  VISITNUM,
  VISIT
FROM derived_medication
UNION ALL
SELECT
  USUBJID,
  DOMAIN,
  SEQ,
  TESTCD,
  CAT,
  VALUE,
  TEXT,
  QUALIFIER,
  UNIT,
  LLN,
  ULN,
  DTC,
  FIRST,
  LAST,
  TIME,
  VISITNUM,
  VISIT
FROM derived_muscle_enzyme
UNION ALL
SELECT
  USUBJID,
  DOMAIN,
  SEQ,
  TESTCD,
  CAT,
  VALUE,
  TEXT,
  QUALIFIER,
  UNIT,
  LLN,
  ULN,
  DTC,
  FIRST,
  LAST,
  TIME,
  VISITNUM,
  VISIT
FROM derived_muscle_test_maximum
UNION ALL
SELECT
  USUBJID,
  DOMAIN,
  SEQ,
  TESTCD,
  CAT,
  VALUE,
  TEXT,
  QUALIFIER,
  UNIT,
  LLN,
  ULN,
  DTC,
  FIRST,
  LAST,
  TIME,
  VISITNUM,
  VISIT
FROM derived_new_activity
UNION ALL
SELECT
  USUBJID,
  'ADQS' AS DOMAIN,
  CAST(0 AS BIGINT) AS SEQ,
  PARAMCD AS TESTCD,
  '' AS CAT,
  CAST(AVAL AS DECIMAL(18, 6)) AS VALUE,
  AVALC AS TEXT,
  CAST(NULL AS STRING) AS QUALIFIER,
  CAST(NULL AS STRING) AS UNIT,
  CAST(NULL AS DECIMAL(18, 6)) AS LLN,
  CAST(NULL AS DECIMAL(18, 6)) AS ULN,
  CAST(ADT AS STRING) AS DTC,
  ADT AS FIRST,
  ADT AS LAST,
  CAST(NULL AS TIMESTAMP_NTZ) AS TIME,
  CAST(NULL AS DECIMAL(18, 6)) AS VISITNUM,
  CAST(NULL AS STRING) AS VISIT
FROM scored_first
WHERE
  STATUS = 'DETERMINED' AND (
    AVALC IS NULL
  )
UNION ALL
SELECT
  USUBJID,
  'ADRS' AS DOMAIN,
  CAST(0 AS BIGINT) AS SEQ,
  PARAMCD AS TESTCD,
  '' AS CAT,
  CAST(AVAL AS DECIMAL(18, 6)) AS VALUE,
  AVALC AS TEXT,
  CAST(NULL AS STRING) AS QUALIFIER,
  CAST(NULL AS STRING) AS UNIT,
  CAST(NULL AS DECIMAL(18, 6)) AS LLN,
  CAST(NULL AS DECIMAL(18, 6)) AS ULN,
  CAST(ADT AS STRING) AS DTC,
  ADT AS FIRST,
  ADT AS LAST,
  CAST(NULL AS TIMESTAMP_NTZ) AS TIME,
  CAST(NULL AS DECIMAL(18, 6)) AS VISITNUM,
  CAST(NULL AS STRING) AS VISIT
FROM scored_first
WHERE
  STATUS = 'DETERMINED' AND (
    NOT AVALC IS NULL
  );

-- finding
WITH every AS (
  SELECT
    rule,
    severity,
    domain,
    USUBJID,
    seq,
    variable,
    value,
    message,
    fix
  FROM finding_read
  UNION ALL
  SELECT
    rule,
    severity,
    domain,
    USUBJID,
    seq,
    variable,
    value,
    message,
    fix
  FROM finding_check
  UNION ALL
  SELECT
    rule,
    severity,
    domain,
    USUBJID,
    seq,
    variable,
    value,
    message,
    fix
  FROM check_date_inexact_cm_cmstdtc
  UNION ALL
  SELECT
    rule,
    severity,
    domain,
    USUBJID,
    seq,
    variable,
    value,
    message,
    fix
  FROM check_grade_missing_ae_aetoxgr
  UNION ALL
  SELECT
    rule,
    severity,
    domain,
    USUBJID,
    seq,
    variable,
    value,
    message,
    fix
  FROM check_assessment_twice_lb
)
SELECT
  rule,
  severity,
  domain,
  USUBJID,
  seq,
  variable,
  value,
  message,
  fix
FROM every
ORDER BY
  CASE severity WHEN 'error' THEN 1 WHEN 'warning' THEN 2 ELSE 3 END NULLS LAST,
  rule NULLS LAST,
  domain,
  USUBJID,
  seq,
  variable,
  message NULLS LAST;

-- infusion
WITH cells AS (
  SELECT
    x.USUBJID,
    x.EXSTDTC_FIRST AS DAY0,
    MAX(x.EXDOSE) AS CELLS,
    MAX(x.EXDOSU) AS CELLS_UNIT,
    MIN(x.EXSEQ) AS SEQ
  FROM sdtm_ex AS x
  JOIN protocol_exposure AS p
    ON p.EXCAT = 'CAR T'
    AND (
      (
        p.VARIABLE = 'EXCAT' AND p.VALUE = UPPER(x.EXCAT)
      )
      OR (
        p.VARIABLE = 'EXTRT' AND p.VALUE = UPPER(x.EXTRT)
      )
    )
  WHERE
    x.EXSTDTC_FIRST = x.EXSTDTC_LAST
    AND x.EXSTDTC_FIRST <= (
      SELECT
        MAX(DATA_CUT)
      FROM data_cut
    )
  GROUP BY
    x.USUBJID,
    x.EXSTDTC_FIRST
)
SELECT
  USUBJID,
  ROW_NUMBER() OVER (PARTITION BY USUBJID ORDER BY DAY0 NULLS LAST) AS APERIOD,
  DAY0,
  LEAD(DAY0) OVER (PARTITION BY USUBJID ORDER BY DAY0 NULLS LAST) AS NEXT0,
  CELLS,
  CELLS_UNIT,
  SEQ
FROM cells;

-- infusion_day
SELECT DISTINCT
  USUBJID,
  DAY
FROM (
  SELECT
    USUBJID,
    INFUSION AS DAY
  FROM subject
  UNION ALL
  SELECT
    USUBJID,
    START_FIRST
  FROM drug_record
  WHERE
    DOMAIN = 'EX' AND CLASS = 'CAR T' AND START_FIRST = START_LAST
) AS days
WHERE
  NOT DAY IS NULL;

-- last_contact
SELECT
  USUBJID,
  MAX(CONTACT) AS LAST_CONTACT
FROM (
  SELECT
    USUBJID,
    MAX(FIRST) AS CONTACT
  FROM recorded
  GROUP BY
    USUBJID
  UNION ALL
  SELECT
    USUBJID,
    MAX(AESTDTC_FIRST) AS CONTACT
  FROM sdtm_ae
  WHERE
    AESTDTC_FIRST = AESTDTC_LAST
    AND AESTDTC_FIRST <= (
      SELECT
        MAX(DATA_CUT)
      FROM data_cut
    )
  GROUP BY
    USUBJID
  UNION ALL
  SELECT
    USUBJID,
    MAX(EXSTDTC_FIRST) AS CONTACT
  FROM sdtm_ex
  WHERE
    EXSTDTC_FIRST = EXSTDTC_LAST
    AND EXSTDTC_FIRST <= (
      SELECT
        MAX(DATA_CUT)
      FROM data_cut
    )
  GROUP BY
    USUBJID
  UNION ALL
  SELECT
    USUBJID,
    MAX(DSSTDTC_FIRST) AS CONTACT
  FROM sdtm_ds
  WHERE
    DSSTDTC_FIRST = DSSTDTC_LAST
    AND DSSTDTC_FIRST <= (
      SELECT
        MAX(DATA_CUT)
      FROM data_cut
    )
  GROUP BY
    USUBJID
  UNION ALL
  SELECT
    USUBJID,
    MAX(PRSTDTC_FIRST) AS CONTACT
  FROM sdtm_pr
  WHERE
    PRSTDTC_FIRST = PRSTDTC_LAST
    AND PRSTDTC_FIRST <= (
      SELECT
        MAX(DATA_CUT)
      FROM data_cut
    )
  GROUP BY
    USUBJID
  UNION ALL
  SELECT
    USUBJID,
    MAX(RFENDTC_FIRST) AS CONTACT
  FROM sdtm_dm
  WHERE
    RFENDTC_FIRST = RFENDTC_LAST
    AND RFENDTC_FIRST <= (
      SELECT
        MAX(DATA_CUT)
      FROM data_cut
    )
  GROUP BY
    USUBJID
  UNION ALL
  SELECT
    USUBJID,
    MAX(DTHDTC_FIRST) AS CONTACT
  FROM sdtm_dm
  WHERE
    DTHDTC_FIRST = DTHDTC_LAST
    AND DTHDTC_FIRST <= (
      SELECT
        MAX(DATA_CUT)
      FROM data_cut
    )
  GROUP BY
    USUBJID
) AS dated
GROUP BY
  USUBJID;

-- lymphodepletion
SELECT DISTINCT
  x.USUBJID,
  x.EXSTDTC_FIRST AS GIVEN,
  x.EXSEQ AS SEQ
FROM sdtm_ex AS x
JOIN protocol_exposure AS p
  ON p.EXCAT = 'LYMPHODEPLETION'
  AND (
    (
      p.VARIABLE = 'EXCAT' AND p.VALUE = UPPER(x.EXCAT)
    )
    OR (
      p.VARIABLE = 'EXTRT' AND p.VALUE = UPPER(x.EXTRT)
    )
  )
WHERE
  x.EXSTDTC_FIRST = x.EXSTDTC_LAST;

-- medication_finding
WITH joined AS (
  SELECT
    r.*,
    a.END_STATUS,
    a.STOPPED_BY,
    a.START_FIRST AS I_START,
    a.END_LAST AS I_END,
    a.TAKEN,
    a.IS_GC,
    a.PULSE
  FROM drug_record AS r
  JOIN drug_amount AS a
    ON a.RECORD = r.RECORD
)
SELECT
  'medication-unknown' AS rule,
  'note' AS severity,
  'CM' AS domain,
  CAST(NULL AS STRING) AS USUBJID,
  CAST(NULL AS BIGINT) AS seq,
  'CMTRT' AS variable,
  UPPER(TRIM(TREATMENT)) AS value,
  CONCAT(
    'the drug is not in the dictionary and was left out of every class (',
    COALESCE(COUNT(*), ''),
    ' rows of ',
    COALESCE(COUNT(DISTINCT USUBJID), ''),
    ' patients)'
  ) AS message,
  'if it is a glucocorticoid, antimalarial, immunosuppressive or biologic, rule it in the protocol' AS fix
FROM drug_record
WHERE
  CLASS IS NULL AND TRIM(TREATMENT) <> ''
GROUP BY
  UPPER(TRIM(TREATMENT))
UNION ALL
SELECT
  'medication-none',
  'note',
  'CM',
  s.USUBJID,
  CAST(NULL AS BIGINT),
  'CMTRT',
  CAST(NULL AS STRING),
  'the patient has no medication row: taken as no medication',
  'confirm that nothing was taken'
FROM subject AS s
WHERE
  NOT EXISTS(
    SELECT
      1
    FROM sdtm_cm AS c
    WHERE
      c.USUBJID = s.USUBJID
  )
  AND EXISTS(
    SELECT
      1
    FROM sdtm_cm
  )
UNION ALL
SELECT
  'medication-name-missing' AS rule,
  'error' AS severity,
  DOMAIN AS domain,
  USUBJID,
  SEQ AS seq,
  CONCAT(COALESCE(DOMAIN, ''), 'TRT') AS variable,
  TREATMENT AS value,
  'a medication row without a drug name cannot be classified' AS message,
  'give the drug name' AS fix
FROM drug_record
WHERE
  COALESCE(TRIM(TREATMENT), '') = ''
UNION ALL
SELECT
  'medication-class-conflict' AS rule,
  'warning' AS severity,
  DOMAIN AS domain,
  USUBJID,
  SEQ AS seq,
  'CMCLASCD' AS variable,
  CONCAT(COALESCE(ATC, ''), ' / ', COALESCE(TREATMENT, '')) AS value,
  'the ATC code and the drug name belong to different classes; the code was followed' AS message,
  'correct the code or the name, or rule the drug in the protocol' AS fix
FROM drug_record
WHERE
  ATC_CLASS <> NAME_CLASS AND CLASSED_BY = 'ATC' AND NAME_CLASS <> 'all'
UNION ALL
SELECT
  'medication-duplicate' AS rule,
  'warning' AS severity,
  DOMAIN AS domain,
  USUBJID,
  SEQ AS seq,
  CONCAT(COALESCE(DOMAIN, ''), 'TRT') AS variable,
  TREATMENT AS value,
  'the row repeats an earlier row of the patient word for word; it was counted once' AS message,
  'delete the repetition' AS fix
FROM drug_record
WHERE
  DUPLICATE AND NOT LEVEL IS NULL
UNION ALL
SELECT
  'medication-end-before-start' AS rule,
  'error' AS severity,
  DOMAIN AS domain,
  USUBJID,
  SEQ AS seq,
  CONCAT(COALESCE(DOMAIN, ''), 'ENDTC') AS variable,
  CONCAT(COALESCE(START_TEXT, ''), ' > ', COALESCE(END_TEXT, '')) AS value,
  'the end is before the start; the end was taken as unknown' AS message,
  'correct one of the dates' AS fix
FROM drug_record
WHERE
  END_LAST < START_FIRST AND OCCURRED
UNION ALL
SELECT
  'medication-ongoing-with-end' AS rule,
  'warning' AS severity,
  DOMAIN AS domain,
  USUBJID,
  SEQ AS seq,
  'CMENRTPT' AS variable,
  END_TEXT AS value,
  'the row has an end date and says ongoing; after the end date the drug may or may not be taken' AS message,
  'keep the end date or the word ongoing' AS fix
FROM joined
WHERE
  END_STATUS = 'contradictory' AND END_POINT = 'ONGOING'
UNION ALL
SELECT
  'medication-end-unknown' AS rule,
  'warning' AS severity,
  DOMAIN AS domain,
  USUBJID,
  SEQ AS seq,
  CONCAT(COALESCE(DOMAIN, ''), 'ENDTC') AS variable,
  CAST(NULL AS STRING) AS value,
  'neither an end date nor ongoing: drug-free levels after the start cannot be said' AS message,
  'give the end date, mark it ongoing, or record that it is not taken at a visit' AS fix
FROM joined
WHERE
  END_STATUS = 'unknown'
  AND STOPPED_BY IS NULL
  AND NOT LEVEL IS NULL
  AND NOT TAKEN IS FALSE
UNION ALL
SELECT
  'medication-start-unknown' AS rule,
  'warning' AS severity,
  DOMAIN AS domain,
  USUBJID,
  SEQ AS seq,
  CONCAT(COALESCE(DOMAIN, ''), 'STDTC') AS variable,
  START_TEXT AS value,
  'the start date is missing or cannot be read' AS message,
  'give the start date, as exact as known' AS fix
FROM joined
WHERE
  START_FIRST IS NULL AND NOT LEVEL IS NULL AND NOT TAKEN IS FALSE
UNION ALL
SELECT
  'medication-dose-missing' AS rule,
  'warning' AS severity,
  DOMAIN AS domain,
  USUBJID,
  SEQ AS seq,
  CONCAT(COALESCE(DOMAIN, ''), 'DOSE') AS variable,
  CAST(NULL AS STRING) AS value,
  'a systemic glucocorticoid without a dose: the prednisone equivalent cannot be said' AS message,
  'give the dose and its unit' AS fix
FROM joined
WHERE
  IS_GC AND NOT TAKEN IS FALSE AND RAW_HIGH IS NULL
UNION ALL
SELECT
  'medication-unit-missing' AS rule,
  'error' AS severity,
  DOMAIN AS domain,
  USUBJID,
  SEQ AS seq,
  CONCAT(COALESCE(DOMAIN, ''), 'DOSU') AS variable,
  CAST(RAW_HIGH AS STRING) AS value,
  'a dose without unit is not used' AS message,
  'give the unit' AS fix
FROM joined
WHERE
  IS_GC AND NOT TAKEN IS FALSE AND RAW_HIGH > 0 AND COALESCE(UNIT, '') = ''
UNION ALL
SELECT
  'medication-unit-unknown' AS rule,
  'warning' AS severity,
  DOMAIN AS domain,
  USUBJID,
  SEQ AS seq,
  CONCAT(COALESCE(DOMAIN, ''), 'DOSU') AS variable,
  UNIT AS value,
  'the unit does not give a mass: the prednisone equivalent cannot be said' AS message,
  'give the dose in mg' AS fix
FROM joined
WHERE
  IS_GC
  AND NOT TAKEN IS FALSE
  AND RAW_HIGH > 0
  AND DOSE_HIGH IS NULL
  AND COALESCE(UNIT, '') <> ''
UNION ALL
SELECT
  'medication-frequency-unknown' AS rule,
  'warning' AS severity,
  DOMAIN AS domain,
  USUBJID,
  SEQ AS seq,
  CONCAT(COALESCE(DOMAIN, ''), 'DOSFRQ') AS variable,
  FREQUENCY AS value,
  'the frequency does not give a daily dose: the prednisone equivalent cannot be said' AS message,
  'use a CDISC frequency such as QD, BID, QOD' AS fix
FROM joined
WHERE
  IS_GC
  AND NOT TAKEN IS FALSE
  AND RAW_HIGH > 0
  AND KIND IN ('unknown', 'blank')
  AND END_STATUS <> 'single'
UNION ALL
SELECT
  'medication-route-unknown' AS rule,
  'warning' AS severity,
  DOMAIN AS domain,
  USUBJID,
  SEQ AS seq,
  CONCAT(COALESCE(DOMAIN, ''), 'ROUTE') AS variable,
  ROUTE AS value,
  'the route does not tell whether the drug was taken systemically' AS message,
  'give the route, for example ORAL or TOPICAL' AS fix
FROM joined
WHERE
  SYSTEMIC IS NULL AND NOT LEVEL IS NULL
UNION ALL
SELECT
  'medication-factor-unknown' AS rule,
  'warning' AS severity,
  DOMAIN AS domain,
  USUBJID,
  SEQ AS seq,
  CONCAT(COALESCE(DOMAIN, ''), 'TRT') AS variable,
  TREATMENT AS value,
  'no prednisone equivalent is known for this glucocorticoid' AS message,
  'give its factor in the protocol' AS fix
FROM joined
WHERE
  IS_GC AND NOT TAKEN IS FALSE AND FACTOR_NUM IS NULL AND RAW_HIGH > 0
UNION ALL
SELECT
  'medication-long-pulse' AS rule,
  'warning' AS severity,
  DOMAIN AS domain,
  USUBJID,
  SEQ AS seq,
  CONCAT(COALESCE(DOMAIN, ''), 'ENDTC') AS variable,
  END_TEXT AS value,
  'a pulse dose is recorded for more than 7 days' AS message,
  'check dose, unit and dates' AS fix
FROM joined
WHERE
  PULSE AND PERIOD_DAYS = 1 AND DATEDIFF(DAY, I_START, I_END) >= 7
UNION ALL
SELECT
  'medication-not-taking-contradicted' AS rule,
  'warning' AS severity,
  DOMAIN AS domain,
  USUBJID,
  SEQ AS seq,
  CONCAT(COALESCE(N_DOMAIN, ''), 'SEQ') AS variable,
  CAST(N_SEQ AS STRING) AS value,
  'an assessment says the level is not taken, but this record covers that day' AS message,
  'correct the assessment or the dates of the record' AS fix
FROM (
  SELECT
    e.DOMAIN,
    e.USUBJID,
    e.SEQ,
    n.DOMAIN AS N_DOMAIN,
    n.SEQ AS N_SEQ
  FROM not_taking AS n
  JOIN drug_exposure AS e
    ON e.USUBJID = n.USUBJID
    AND e.LEVEL = n.LEVEL
    AND e.COUNT_SURE_FROM <= n.DAY
    AND e.COUNT_SURE_TO >= n.DAY
    AND (
      n.SUBSTANCE IS NULL OR n.SUBSTANCE = e.SUBSTANCE
    )
) AS said
WHERE
  TRUE;

-- not_taking
WITH level AS (
  SELECT DISTINCT
    LEVEL
  FROM drug_class
  WHERE
    NOT LEVEL IS NULL
), said AS (
  SELECT
    USUBJID,
    CASE
      WHEN END_FIRST = END_LAST
      THEN END_FIRST
      WHEN START_FIRST = START_LAST
      THEN START_FIRST
    END AS DAY,
    CLASS,
    SUBSTANCE,
    DOMAIN,
    SEQ
  FROM drug_record
  WHERE
    NOT OCCURRED
), asked AS (
  SELECT
    USUBJID,
    QSDTC_FIRST AS DAY,
    UPPER(TRIM(QSTESTCD)) AS CODE,
    QSSEQ AS SEQ
  FROM sdtm_qs
  WHERE
    UPPER(TRIM(QSTESTCD)) IN ('GCFREE', 'ISFREE', 'BIOFREE', 'AMFREE', 'OFF', 'DRUGFREE')
    AND QSDTC_FIRST = QSDTC_LAST
    AND (
      QSSTRESN = 1 OR UPPER(TRIM(COALESCE(QSSTRESC, QSORRES))) IN ('Y', 'YES', '1')
    )
)
SELECT
  s.USUBJID,
  s.DAY,
  l.LEVEL,
  s.SUBSTANCE,
  s.DOMAIN,
  s.SEQ
FROM said AS s
JOIN drug_class AS c
  ON c.CLASS = s.CLASS
JOIN level AS l
  ON l.LEVEL = c.LEVEL
WHERE
  NOT s.DAY IS NULL
UNION ALL
SELECT
  s.USUBJID,
  s.DAY,
  l.LEVEL,
  NULL,
  s.DOMAIN,
  s.SEQ
FROM said AS s
JOIN level AS l
  ON s.CLASS = 'all'
WHERE
  NOT s.DAY IS NULL
UNION ALL
SELECT
  a.USUBJID,
  a.DAY,
  l.LEVEL,
  NULL,
  'QS',
  a.SEQ
FROM asked AS a
JOIN level AS l
  ON a.CODE = 'DRUGFREE'
  OR a.CODE = CONCAT(COALESCE(l.LEVEL, ''), 'FREE')
  OR (
    a.CODE = 'OFF' AND l.LEVEL <> 'AM'
  );

-- observation
SELECT
  USUBJID,
  'QS' AS DOMAIN,
  SEQ,
  TESTCD,
  CAT,
  CASE WHEN DONE THEN CASE WHEN AS_RECORDED THEN ORIGINAL ELSE STANDARD END END AS VALUE,
  CASE WHEN DONE THEN RESULT END AS TEXT,
  CASE
    WHEN DONE AND SUBSTRING(RESULT, 1, 1) IN ('<', '>')
    THEN SUBSTRING(RESULT, 1, 1)
  END AS QUALIFIER,
  CASE WHEN AS_RECORDED THEN ORRESU ELSE STRESU END AS UNIT,
  CASE WHEN AS_RECORDED THEN TRY_CAST(ORNRLO AS DECIMAL(18, 6)) ELSE STNRLO END AS LLN,
  CASE WHEN AS_RECORDED THEN TRY_CAST(ORNRHI AS DECIMAL(18, 6)) ELSE STNRHI END AS ULN,
  DTC,
  DTC_FIRST AS FIRST,
  DTC_LAST AS LAST,
  DTC_TIME AS TIME,
  VISITNUM,
  VISIT
FROM (
  SELECT
    *,
    STANDARD IS NULL
    OR (
      STRESU IS NULL AND NOT ORRESU IS NULL AND NOT ORIGINAL IS NULL
    ) AS AS_RECORDED
  FROM (
    SELECT
      *,
      COALESCE(
        STRESN,
        TRY_CAST(TRIM(
          CASE
            WHEN NOT SUBSTRING(STRESC, 1, 1) IN ('<', '>')
            THEN STRESC
            WHEN SUBSTRING(STRESC, 2, 1) = '='
            THEN SUBSTRING(STRESC, 3)
            ELSE SUBSTRING(STRESC, 2)
          END
        ) AS DECIMAL(18, 6))
      ) AS STANDARD,
      TRY_CAST(TRIM(
        CASE
          WHEN NOT SUBSTRING(ORRES, 1, 1) IN ('<', '>')
          THEN ORRES
          WHEN SUBSTRING(ORRES, 2, 1) = '='
          THEN SUBSTRING(ORRES, 3)
          ELSE SUBSTRING(ORRES, 2)
        END
      ) AS DECIMAL(18, 6)) AS ORIGINAL,
      COALESCE(STRESC, ORRES) AS RESULT
    FROM (
      SELECT
        USUBJID,
        VISITNUM,
        VISIT,
        (
          QSSTAT IS NULL OR UPPER(QSSTAT) <> 'NOT DONE'
        ) AS DONE,
        QSSEQ AS SEQ,
        QSTESTCD AS TESTCD,
        QSCAT AS CAT,
        QSORRES AS ORRES,
        QSORRESU AS ORRESU,
        QSORNRLO AS ORNRLO,
        QSORNRHI AS ORNRHI,
        QSSTRESC AS STRESC,
        QSSTRESN AS STRESN,
        QSSTRESU AS STRESU,
        QSSTNRLO AS STNRLO,
        QSSTNRHI AS STNRHI,
        QSDTC AS DTC,
        QSDTC_FIRST AS DTC_FIRST,
        QSDTC_LAST AS DTC_LAST,
        QSDTC_TIME AS DTC_TIME
      FROM sdtm_qs
    ) AS record
  ) AS read
) AS sided
UNION ALL
SELECT
  USUBJID,
  'LB' AS DOMAIN,
  SEQ,
  TESTCD,
  CAT,
  CASE WHEN DONE THEN CASE WHEN AS_RECORDED THEN ORIGINAL ELSE STANDARD END END AS VALUE,
  CASE WHEN DONE THEN RESULT END AS TEXT,
  CASE
    WHEN DONE AND SUBSTRING(RESULT, 1, 1) IN ('<', '>')
    THEN SUBSTRING(RESULT, 1, 1)
  END AS QUALIFIER,
  CASE WHEN AS_RECORDED THEN ORRESU ELSE STRESU END AS UNIT,
  CASE WHEN AS_RECORDED THEN TRY_CAST(ORNRLO AS DECIMAL(18, 6)) ELSE STNRLO END AS LLN,
  CASE WHEN AS_RECORDED THEN TRY_CAST(ORNRHI AS DECIMAL(18, 6)) ELSE STNRHI END AS ULN,
  DTC,
  DTC_FIRST AS FIRST,
  DTC_LAST AS LAST,
  DTC_TIME AS TIME,
  VISITNUM,
  VISIT
FROM (
  SELECT
    *,
    STANDARD IS NULL
    OR (
      STRESU IS NULL AND NOT ORRESU IS NULL AND NOT ORIGINAL IS NULL
    ) AS AS_RECORDED
  FROM (
    SELECT
      *,
      COALESCE(
        STRESN,
        TRY_CAST(TRIM(
          CASE
            WHEN NOT SUBSTRING(STRESC, 1, 1) IN ('<', '>')
            THEN STRESC
            WHEN SUBSTRING(STRESC, 2, 1) = '='
            THEN SUBSTRING(STRESC, 3)
            ELSE SUBSTRING(STRESC, 2)
          END
        ) AS DECIMAL(18, 6))
      ) AS STANDARD,
      TRY_CAST(TRIM(
        CASE
          WHEN NOT SUBSTRING(ORRES, 1, 1) IN ('<', '>')
          THEN ORRES
          WHEN SUBSTRING(ORRES, 2, 1) = '='
          THEN SUBSTRING(ORRES, 3)
          ELSE SUBSTRING(ORRES, 2)
        END
      ) AS DECIMAL(18, 6)) AS ORIGINAL,
      COALESCE(STRESC, ORRES) AS RESULT
    FROM (
      SELECT
        USUBJID,
        VISITNUM,
        VISIT,
        (
          LBSTAT IS NULL OR UPPER(LBSTAT) <> 'NOT DONE'
        ) AS DONE,
        LBSEQ AS SEQ,
        LBTESTCD AS TESTCD,
        LBCAT AS CAT,
        LBORRES AS ORRES,
        LBORRESU AS ORRESU,
        LBORNRLO AS ORNRLO,
        LBORNRHI AS ORNRHI,
        LBSTRESC AS STRESC,
        LBSTRESN AS STRESN,
        LBSTRESU AS STRESU,
        LBSTNRLO AS STNRLO,
        LBSTNRHI AS STNRHI,
        LBDTC AS DTC,
        LBDTC_FIRST AS DTC_FIRST,
        LBDTC_LAST AS DTC_LAST,
        LBDTC_TIME AS DTC_TIME
      FROM sdtm_lb
    ) AS record
  ) AS read
) AS sided
UNION ALL
SELECT
  USUBJID,
  'VS' AS DOMAIN,
  SEQ,
  TESTCD,
  CAT,
  CASE WHEN DONE THEN CASE WHEN AS_RECORDED THEN ORIGINAL ELSE STANDARD END END AS VALUE,
  CASE WHEN DONE THEN RESULT END AS TEXT,
  CASE
    WHEN DONE AND SUBSTRING(RESULT, 1, 1) IN ('<', '>')
    THEN SUBSTRING(RESULT, 1, 1)
  END AS QUALIFIER,
  CASE WHEN AS_RECORDED THEN ORRESU ELSE STRESU END AS UNIT,
  CASE WHEN AS_RECORDED THEN TRY_CAST(ORNRLO AS DECIMAL(18, 6)) ELSE STNRLO END AS LLN,
  CASE WHEN AS_RECORDED THEN TRY_CAST(ORNRHI AS DECIMAL(18, 6)) ELSE STNRHI END AS ULN,
  DTC,
  DTC_FIRST AS FIRST,
  DTC_LAST AS LAST,
  DTC_TIME AS TIME,
  VISITNUM,
  VISIT
FROM (
  SELECT
    *,
    STANDARD IS NULL
    OR (
      STRESU IS NULL AND NOT ORRESU IS NULL AND NOT ORIGINAL IS NULL
    ) AS AS_RECORDED
  FROM (
    SELECT
      *,
      COALESCE(
        STRESN,
        TRY_CAST(TRIM(
          CASE
            WHEN NOT SUBSTRING(STRESC, 1, 1) IN ('<', '>')
            THEN STRESC
            WHEN SUBSTRING(STRESC, 2, 1) = '='
            THEN SUBSTRING(STRESC, 3)
            ELSE SUBSTRING(STRESC, 2)
          END
        ) AS DECIMAL(18, 6))
      ) AS STANDARD,
      TRY_CAST(TRIM(
        CASE
          WHEN NOT SUBSTRING(ORRES, 1, 1) IN ('<', '>')
          THEN ORRES
          WHEN SUBSTRING(ORRES, 2, 1) = '='
          THEN SUBSTRING(ORRES, 3)
          ELSE SUBSTRING(ORRES, 2)
        END
      ) AS DECIMAL(18, 6)) AS ORIGINAL,
      COALESCE(STRESC, ORRES) AS RESULT
    FROM (
      SELECT
        USUBJID,
        VISITNUM,
        VISIT,
        (
          VSSTAT IS NULL OR UPPER(VSSTAT) <> 'NOT DONE'
        ) AS DONE,
        VSSEQ AS SEQ,
        VSTESTCD AS TESTCD,
        VSCAT AS CAT,
        VSORRES AS ORRES,
        VSORRESU AS ORRESU,
        VSORNRLO AS ORNRLO,
        VSORNRHI AS ORNRHI,
        VSSTRESC AS STRESC,
        VSSTRESN AS STRESN,
        VSSTRESU AS STRESU,
        VSSTNRLO AS STNRLO,
        VSSTNRHI AS STNRHI,
        VSDTC AS DTC,
        VSDTC_FIRST AS DTC_FIRST,
        VSDTC_LAST AS DTC_LAST,
        VSDTC_TIME AS DTC_TIME
      FROM sdtm_vs
    ) AS record
  ) AS read
) AS sided
UNION ALL
SELECT
  USUBJID,
  'RE' AS DOMAIN,
  SEQ,
  TESTCD,
  CAT,
  CASE WHEN DONE THEN CASE WHEN AS_RECORDED THEN ORIGINAL ELSE STANDARD END END AS VALUE,
  CASE WHEN DONE THEN RESULT END AS TEXT,
  CASE
    WHEN DONE AND SUBSTRING(RESULT, 1, 1) IN ('<', '>')
    THEN SUBSTRING(RESULT, 1, 1)
  END AS QUALIFIER,
  CASE WHEN AS_RECORDED THEN ORRESU ELSE STRESU END AS UNIT,
  CASE WHEN AS_RECORDED THEN TRY_CAST(ORNRLO AS DECIMAL(18, 6)) ELSE STNRLO END AS LLN,
  CASE WHEN AS_RECORDED THEN TRY_CAST(ORNRHI AS DECIMAL(18, 6)) ELSE STNRHI END AS ULN,
  DTC,
  DTC_FIRST AS FIRST,
  DTC_LAST AS LAST,
  DTC_TIME AS TIME,
  VISITNUM,
  VISIT
FROM (
  SELECT
    *,
    STANDARD IS NULL
    OR (
      STRESU IS NULL AND NOT ORRESU IS NULL AND NOT ORIGINAL IS NULL
    ) AS AS_RECORDED
  FROM (
    SELECT
      *,
      COALESCE(
        STRESN,
        TRY_CAST(TRIM(
          CASE
            WHEN NOT SUBSTRING(STRESC, 1, 1) IN ('<', '>')
            THEN STRESC
            WHEN SUBSTRING(STRESC, 2, 1) = '='
            THEN SUBSTRING(STRESC, 3)
            ELSE SUBSTRING(STRESC, 2)
          END
        ) AS DECIMAL(18, 6))
      ) AS STANDARD,
      TRY_CAST(TRIM(
        CASE
          WHEN NOT SUBSTRING(ORRES, 1, 1) IN ('<', '>')
          THEN ORRES
          WHEN SUBSTRING(ORRES, 2, 1) = '='
          THEN SUBSTRING(ORRES, 3)
          ELSE SUBSTRING(ORRES, 2)
        END
      ) AS DECIMAL(18, 6)) AS ORIGINAL,
      COALESCE(STRESC, ORRES) AS RESULT
    FROM (
      SELECT
        USUBJID,
        VISITNUM,
        VISIT,
        (
          RESTAT IS NULL OR UPPER(RESTAT) <> 'NOT DONE'
        ) AS DONE,
        RESEQ AS SEQ,
        RETESTCD AS TESTCD,
        RECAT AS CAT,
        REORRES AS ORRES,
        REORRESU AS ORRESU,
        REORNRLO AS ORNRLO,
        REORNRHI AS ORNRHI,
        RESTRESC AS STRESC,
        RESTRESN AS STRESN,
        RESTRESU AS STRESU,
        RESTNRLO AS STNRLO,
        RESTNRHI AS STNRHI,
        REDTC AS DTC,
        REDTC_FIRST AS DTC_FIRST,
        REDTC_LAST AS DTC_LAST,
        REDTC_TIME AS DTC_TIME
      FROM sdtm_re
    ) AS record
  ) AS read
) AS sided
UNION ALL
SELECT
  USUBJID,
  'CP' AS DOMAIN,
  SEQ,
  TESTCD,
  CAT,
  CASE WHEN DONE THEN CASE WHEN AS_RECORDED THEN ORIGINAL ELSE STANDARD END END AS VALUE,
  CASE WHEN DONE THEN RESULT END AS TEXT,
  CASE
    WHEN DONE AND SUBSTRING(RESULT, 1, 1) IN ('<', '>')
    THEN SUBSTRING(RESULT, 1, 1)
  END AS QUALIFIER,
  CASE WHEN AS_RECORDED THEN ORRESU ELSE STRESU END AS UNIT,
  CASE WHEN AS_RECORDED THEN TRY_CAST(ORNRLO AS DECIMAL(18, 6)) ELSE STNRLO END AS LLN,
  CASE WHEN AS_RECORDED THEN TRY_CAST(ORNRHI AS DECIMAL(18, 6)) ELSE STNRHI END AS ULN,
  DTC,
  DTC_FIRST AS FIRST,
  DTC_LAST AS LAST,
  DTC_TIME AS TIME,
  VISITNUM,
  VISIT
FROM (
  SELECT
    *,
    STANDARD IS NULL
    OR (
      STRESU IS NULL AND NOT ORRESU IS NULL AND NOT ORIGINAL IS NULL
    ) AS AS_RECORDED
  FROM (
    SELECT
      *,
      COALESCE(
        STRESN,
        TRY_CAST(TRIM(
          CASE
            WHEN NOT SUBSTRING(STRESC, 1, 1) IN ('<', '>')
            THEN STRESC
            WHEN SUBSTRING(STRESC, 2, 1) = '='
            THEN SUBSTRING(STRESC, 3)
            ELSE SUBSTRING(STRESC, 2)
          END
        ) AS DECIMAL(18, 6))
      ) AS STANDARD,
      TRY_CAST(TRIM(
        CASE
          WHEN NOT SUBSTRING(ORRES, 1, 1) IN ('<', '>')
          THEN ORRES
          WHEN SUBSTRING(ORRES, 2, 1) = '='
          THEN SUBSTRING(ORRES, 3)
          ELSE SUBSTRING(ORRES, 2)
        END
      ) AS DECIMAL(18, 6)) AS ORIGINAL,
      COALESCE(STRESC, ORRES) AS RESULT
    FROM (
      SELECT
        USUBJID,
        VISITNUM,
        VISIT,
        (
          CPSTAT IS NULL OR UPPER(CPSTAT) <> 'NOT DONE'
        ) AS DONE,
        CPSEQ AS SEQ,
        CPTESTCD AS TESTCD,
        CPCAT AS CAT,
        CPORRES AS ORRES,
        CPORRESU AS ORRESU,
        CPORNRLO AS ORNRLO,
        CPORNRHI AS ORNRHI,
        CPSTRESC AS STRESC,
        CPSTRESN AS STRESN,
        CPSTRESU AS STRESU,
        CPSTNRLO AS STNRLO,
        CPSTNRHI AS STNRHI,
        CPDTC AS DTC,
        CPDTC_FIRST AS DTC_FIRST,
        CPDTC_LAST AS DTC_LAST,
        CPDTC_TIME AS DTC_TIME
      FROM sdtm_cp
    ) AS record
  ) AS read
) AS sided
UNION ALL
SELECT
  USUBJID,
  'IS' AS DOMAIN,
  SEQ,
  TESTCD,
  CAT,
  CASE WHEN DONE THEN CASE WHEN AS_RECORDED THEN ORIGINAL ELSE STANDARD END END AS VALUE,
  CASE WHEN DONE THEN RESULT END AS TEXT,
  CASE
    WHEN DONE AND SUBSTRING(RESULT, 1, 1) IN ('<', '>')
    THEN SUBSTRING(RESULT, 1, 1)
  END AS QUALIFIER,
  CASE WHEN AS_RECORDED THEN ORRESU ELSE STRESU END AS UNIT,
  CASE WHEN AS_RECORDED THEN TRY_CAST(ORNRLO AS DECIMAL(18, 6)) ELSE STNRLO END AS LLN,
  CASE WHEN AS_RECORDED THEN TRY_CAST(ORNRHI AS DECIMAL(18, 6)) ELSE STNRHI END AS ULN,
  DTC,
  DTC_FIRST AS FIRST,
  DTC_LAST AS LAST,
  DTC_TIME AS TIME,
  VISITNUM,
  VISIT
FROM (
  SELECT
    *,
    STANDARD IS NULL
    OR (
      STRESU IS NULL AND NOT ORRESU IS NULL AND NOT ORIGINAL IS NULL
    ) AS AS_RECORDED
  FROM (
    SELECT
      *,
      COALESCE(
        STRESN,
        TRY_CAST(TRIM(
          CASE
            WHEN NOT SUBSTRING(STRESC, 1, 1) IN ('<', '>')
            THEN STRESC
            WHEN SUBSTRING(STRESC, 2, 1) = '='
            THEN SUBSTRING(STRESC, 3)
            ELSE SUBSTRING(STRESC, 2)
          END
        ) AS DECIMAL(18, 6))
      ) AS STANDARD,
      TRY_CAST(TRIM(
        CASE
          WHEN NOT SUBSTRING(ORRES, 1, 1) IN ('<', '>')
          THEN ORRES
          WHEN SUBSTRING(ORRES, 2, 1) = '='
          THEN SUBSTRING(ORRES, 3)
          ELSE SUBSTRING(ORRES, 2)
        END
      ) AS DECIMAL(18, 6)) AS ORIGINAL,
      COALESCE(STRESC, ORRES) AS RESULT
    FROM (
      SELECT
        USUBJID,
        VISITNUM,
        VISIT,
        (
          ISSTAT IS NULL OR UPPER(ISSTAT) <> 'NOT DONE'
        ) AS DONE,
        ISSEQ AS SEQ,
        ISTESTCD AS TESTCD,
        ISCAT AS CAT,
        ISORRES AS ORRES,
        ISORRESU AS ORRESU,
        ISORNRLO AS ORNRLO,
        ISORNRHI AS ORNRHI,
        ISSTRESC AS STRESC,
        ISSTRESN AS STRESN,
        ISSTRESU AS STRESU,
        ISSTNRLO AS STNRLO,
        ISSTNRHI AS STNRHI,
        ISDTC AS DTC,
        ISDTC_FIRST AS DTC_FIRST,
        ISDTC_LAST AS DTC_LAST,
        ISDTC_TIME AS DTC_TIME
      FROM sdtm_is
    ) AS record
  ) AS read
) AS sided;

-- period
SELECT
  s.USUBJID,
  COALESCE(i.APERIOD, 1) AS APERIOD,
  COALESCE(i.DAY0, s.DAY0) AS DAY0,
  CASE WHEN i.APERIOD > 1 THEN i.DAY0 END AS STARTS,
  i.NEXT0 - 1 AS ENDS
FROM subject AS s
LEFT JOIN infusion AS i
  ON i.USUBJID = s.USUBJID AND s.DAY0_SOURCE = 'first CAR T infusion';

-- placed
SELECT
  u.STUDYID,
  s.USUBJID,
  s.PARAMCD,
  m.PARAM,
  s.ADT,
  s.ADTM,
  d.RDY,
  d.ADY,
  d.APERIOD,
  d.AVISIT,
  d.AVISITN,
  s.AVAL,
  s.AVALC,
  s.ALOW,
  s.AHIGH,
  s.STATUS,
  s.REASON,
  s.DEFID,
  CASE WHEN s.ADT = b.ADT AND s.ADTM IS NOT DISTINCT FROM b.ADTM THEN 'Y' END AS ABLFL,
  b.AVAL AS BASE,
  s.AVAL - b.AVAL AS CHG,
  CASE WHEN s.ADT = c.ADT AND s.ADTM IS NOT DISTINCT FROM c.ADTM THEN 'Y' END AS ABL2FL,
  c.AVAL AS BASE2,
  s.AVAL - c.AVAL AS CHG2,
  d.DISTANCE,
  m.DATASET
FROM scored AS s
JOIN subject AS u
  ON u.USUBJID = s.USUBJID
JOIN parameter AS m
  ON m.PARAMCD = s.PARAMCD
LEFT JOIN analysis_day AS d
  ON d.USUBJID = s.USUBJID AND d.ADT = s.ADT
LEFT JOIN baseline AS b
  ON b.USUBJID = s.USUBJID
  AND b.PARAMCD = s.PARAMCD
  AND b.APERIOD = d.APERIOD
  AND b.RULE = 1
LEFT JOIN baseline AS c
  ON c.USUBJID = s.USUBJID
  AND c.PARAMCD = s.PARAMCD
  AND c.APERIOD = d.APERIOD
  AND c.RULE = 2;

-- prednisone_equivalent
SELECT
  d.USUBJID,
  d.ADT,
  CASE WHEN d.PRED_LOW = d.PRED_HIGH THEN d.PRED_LOW END AS PREDEQ,
  d.PRED_LOW AS LOW,
  d.PRED_HIGH AS HIGH,
  CASE WHEN d.PRED_LOW = d.PRED_HIGH THEN 'DETERMINED' ELSE 'UNDETERMINED' END AS STATUS,
  CASE
    WHEN NOT d.PRESENT
    THEN 'the study has no medication records'
    WHEN d.PRED_LOW = d.PRED_HIGH
    THEN NULLIF(
      CONCAT_WS(
        '; ',
        CASE WHEN d.PULSE THEN 'a pulse is not included' END,
        CASE WHEN d.REPLACEMENT THEN 'glucocorticoid replacement is included' END
      ),
      ''
    )
    ELSE CONCAT(COALESCE(COALESCE(e.SUBSTANCE, e.CLASS), ''), ': ', COALESCE(e.WHY, ''))
  END AS REASON,
  d.PULSE,
  CASE WHEN d.PULSE_LOW = d.PULSE_HIGH THEN d.PULSE_LOW END AS PULSE_CUMULATIVE,
  d.REPLACEMENT
FROM drug_day AS d
LEFT JOIN drug_exposure AS e
  ON e.RECORD = d.DOSE_CODE % 1000000000000
  AND (
    d.PRED_LOW <> d.PRED_HIGH OR d.PRED_HIGH IS NULL
  );

-- previous_6
SELECT
  v.USUBJID,
  v.ADT,
  CASE u.PLACE
    WHEN 7
    THEN 13
    WHEN 8
    THEN 14
    WHEN 9
    THEN 15
    WHEN 10
    THEN 16
    WHEN 11
    THEN 17
  END AS PLACE,
  u.VALUE,
  u.TEXT,
  u.UNIT,
  u.DOMAIN,
  u.TESTCD,
  u.SEQ,
  u.DTC
FROM (
  SELECT
    USUBJID,
    ADT,
    LAG(ADT) OVER (PARTITION BY USUBJID ORDER BY ADT NULLS LAST) AS EARLIER
  FROM visit_6
) AS v
JOIN (
  SELECT
    USUBJID,
    ADT,
    PLACE,
    VALUE,
    TEXT,
    UNIT,
    DOMAIN,
    TESTCD,
    SEQ,
    DTC
  FROM at_visit_6
  UNION ALL
  SELECT
    USUBJID,
    ADT,
    PLACE,
    VALUE,
    TEXT,
    UNIT,
    DOMAIN,
    TESTCD,
    SEQ,
    DTC
  FROM around_6
) AS u
  ON u.USUBJID = v.USUBJID AND u.ADT = v.EARLIER
WHERE
  NOT CASE u.PLACE
    WHEN 7
    THEN 13
    WHEN 8
    THEN 14
    WHEN 9
    THEN 15
    WHEN 10
    THEN 16
    WHEN 11
    THEN 17
  END IS NULL;

-- protocol_patient
WITH history AS (
  SELECT
    h.USUBJID,
    MIN(d.DISEASE) AS DISEASE
  FROM sdtm_mh AS h
  JOIN protocol_disease AS d
    ON d.SOURCE = 'MH' AND (
      d.VALUE = UPPER(h.MHDECOD) OR d.VALUE = UPPER(h.MHTERM)
    )
  GROUP BY
    h.USUBJID
  HAVING
    MIN(d.DISEASE) = MAX(d.DISEASE)
), patient AS (
  SELECT
    USUBJID,
    MAX(UPPER(ARM)) AS VALUE
  FROM sdtm_dm
  GROUP BY
    USUBJID
)
SELECT
  p.USUBJID,
  COALESCE(g.DISEASE, d.DISEASE, h.DISEASE) AS DISEASE,
  CASE
    WHEN NOT g.DISEASE IS NULL
    THEN 'study.toml'
    WHEN NOT d.DISEASE IS NULL
    THEN 'DM.ARM'
    WHEN NOT h.DISEASE IS NULL
    THEN 'MH'
  END AS SOURCE
FROM patient AS p
LEFT JOIN protocol_patient_given AS g
  ON g.USUBJID = p.USUBJID
LEFT JOIN protocol_disease AS d
  ON d.SOURCE = 'DM' AND d.VALUE = p.VALUE
LEFT JOIN history AS h
  ON h.USUBJID = p.USUBJID;

-- quantity
WITH converted AS (
  SELECT
    o.USUBJID,
    o.DOMAIN,
    o.SEQ,
    o.TESTCD,
    o.CAT,
    o.TEXT,
    o.QUALIFIER,
    o.DTC,
    o.FIRST,
    o.LAST,
    o.TIME,
    o.VISITNUM,
    o.VISIT,
    CASE
      WHEN t.TESTCD IS NULL OR (
        o.UNIT IS NULL AND NOT t.NEEDED
      )
      THEN o.VALUE
      ELSE TRY_CAST(ROUND(o.VALUE * c.FACTOR + c.SHIFT, 6) AS DECIMAL(18, 6))
    END AS VALUE,
    CASE
      WHEN t.TESTCD IS NULL OR (
        o.UNIT IS NULL AND NOT t.NEEDED
      )
      THEN o.LLN
      ELSE TRY_CAST(ROUND(o.LLN * c.FACTOR + c.SHIFT, 6) AS DECIMAL(18, 6))
    END AS LLN,
    CASE
      WHEN t.TESTCD IS NULL OR (
        o.UNIT IS NULL AND NOT t.NEEDED
      )
      THEN o.ULN
      ELSE TRY_CAST(ROUND(o.ULN * c.FACTOR + c.SHIFT, 6) AS DECIMAL(18, 6))
    END AS ULN,
    COALESCE(t.UNIT, o.UNIT) AS UNIT,
    t.LOW,
    t.HIGH,
    CASE
      WHEN t.TESTCD IS NULL OR o.VALUE IS NULL OR NOT c.FACTOR IS NULL
      THEN NULL
      WHEN NOT o.UNIT IS NULL
      THEN 'unit unknown'
      WHEN t.NEEDED
      THEN 'unit missing'
    END AS REFUSED
  FROM observation AS o
  LEFT JOIN unit_test AS t
    ON t.TESTCD = o.TESTCD
  LEFT JOIN unit_conversion AS c
    ON c.TESTCD = o.TESTCD
    AND c.UNITKEY = UPPER(REPLACE(REPLACE(REPLACE(o.UNIT, ' ', ''), 'µ', 'u'), 'μ', 'u'))
  WHERE
    o.DOMAIN <> 'QS'
)
SELECT
  USUBJID,
  DOMAIN,
  SEQ,
  TESTCD,
  CAT,
  CASE WHEN VALUE < LOW OR VALUE > HIGH THEN NULL ELSE VALUE END AS VALUE,
  TEXT,
  QUALIFIER,
  UNIT,
  LLN,
  ULN,
  DTC,
  FIRST,
  LAST,
  TIME,
  VISITNUM,
  VISIT,
  CASE WHEN VALUE < LOW OR VALUE > HIGH THEN 'implausible' ELSE REFUSED END AS REFUSED
FROM converted;

-- recorded
SELECT
  *
FROM observation
WHERE
  SUBSTRING(DTC, 6, 1) BETWEEN '0' AND '9'
  AND SUBSTRING(DTC, 9, 1) BETWEEN '0' AND '9'
  AND SUBSTRING(DTC, 10, 1) BETWEEN '0' AND '9'
  AND FIRST <= (
    SELECT
      MAX(DATA_CUT)
    FROM data_cut
  );

-- relapse
WITH responded AS (
  SELECT
    USUBJID,
    APERIOD,
    MIN(STARTED) AS STARTED
  FROM response_run
  GROUP BY
    USUBJID,
    APERIOD
), at_response AS (
  SELECT
    r.USUBJID,
    r.APERIOD,
    r.PARAMCD,
    r.AVAL
  FROM placed AS r
  JOIN responded AS d
    ON d.USUBJID = r.USUBJID AND d.APERIOD = r.APERIOD
  WHERE
    r.ADT = d.STARTED AND NOT r.AVAL IS NULL
), clinical AS (
  SELECT
    USUBJID,
    APERIOD,
    ADT,
    AVAL AS CLINICAL
  FROM placed
  WHERE
    PARAMCD = 'CSLEDAI'
)
SELECT
  r.USUBJID,
  r.APERIOD,
  MIN(r.ADT) AS ADT,
  MAX(l.LABEL) AS LABEL
FROM placed AS r
JOIN responded AS d
  ON d.USUBJID = r.USUBJID AND d.APERIOD = r.APERIOD AND r.ADT > d.STARTED
JOIN subject AS s
  ON s.USUBJID = r.USUBJID
JOIN relapse_rule AS l
  ON l.DISEASE = s.DISEASE AND l.PARAMCD = r.PARAMCD
LEFT JOIN at_response AS a
  ON a.USUBJID = r.USUBJID AND a.APERIOD = r.APERIOD AND a.PARAMCD = r.PARAMCD
LEFT JOIN clinical AS c
  ON c.USUBJID = r.USUBJID AND c.APERIOD = r.APERIOD AND c.ADT = r.ADT
WHERE
  r.STATUS = 'DETERMINED'
  AND (
    (
      l.KIND = 'rise' AND r.AVAL >= a.AVAL + l.LEVEL AND c.CLINICAL > 0
    )
    OR (
      l.KIND = 'below' AND r.AVAL < l.LEVEL
    )
    OR (
      l.KIND = 'at least' AND r.AVAL >= l.LEVEL
    )
  )
GROUP BY
  r.USUBJID,
  r.APERIOD;

-- response_day
SELECT
  r.USUBJID,
  p.APERIOD,
  r.ADT,
  MAX(e.LABEL) AS LABEL,
  BOOL_OR(r.AVALC = e.AVALC) AS HOLDS
FROM scored AS r
JOIN response_state AS e
  ON e.PARAMCD = r.PARAMCD
JOIN subject AS s
  ON s.USUBJID = r.USUBJID AND s.DISEASE = e.DISEASE
JOIN period AS p
  ON p.USUBJID = r.USUBJID
  AND r.ADT > p.DAY0
  AND (
    p.ENDS IS NULL OR r.ADT <= p.ENDS
  )
WHERE
  r.STATUS = 'DETERMINED'
GROUP BY
  r.USUBJID,
  p.APERIOD,
  r.ADT;

-- response_run
WITH numbered AS (
  SELECT
    USUBJID,
    APERIOD,
    ADT,
    LABEL,
    HOLDS,
    SUM(CASE WHEN HOLDS THEN 0 ELSE 1 END) OVER (PARTITION BY USUBJID, APERIOD ORDER BY ADT NULLS LAST) AS LOSSES,
    LAG(ADT) OVER (PARTITION BY USUBJID, APERIOD ORDER BY ADT NULLS LAST) AS BEFORE_DAY
  FROM response_day
)
SELECT
  USUBJID,
  APERIOD,
  LOSSES,
  MAX(LABEL) AS LABEL,
  MIN(ADT) AS STARTED,
  MAX(ADT) AS LAST_SEEN,
  MIN_BY(BEFORE_DAY, ADT) AS LAST_WITHOUT
FROM numbered
WHERE
  HOLDS
GROUP BY
  USUBJID,
  APERIOD,
  LOSSES;

-- result_csledai
SELECT
  USUBJID,
  ADT,
  CASE WHEN low_exact = high_exact THEN CAST(low_exact AS DOUBLE) END AS value,
  CAST(low_exact AS DOUBLE) AS low,
  CAST(high_exact AS DOUBLE) AS high,
  CASE WHEN low_exact = high_exact THEN 'DETERMINED' ELSE 'UNDETERMINED' END AS status,
  CAST(NULL AS STRING) AS category,
  NULLIF(
    CONCAT_WS(
      '; ',
      CASE
        WHEN low_exact IS DISTINCT FROM high_exact
        AND (
          seizure IS NULL
          OR psychosis IS NULL
          OR obs IS NULL
          OR visual IS NULL
          OR cranial IS NULL
          OR headache IS NULL
          OR cva IS NULL
          OR vasculitis IS NULL
          OR arthritis IS NULL
          OR myositis IS NULL
          OR casts IS NULL
          OR hematuria IS NULL
          OR proteinuria IS NULL
          OR pyuria IS NULL
          OR rash IS NULL
          OR alopecia IS NULL
          OR ulcers IS NULL
          OR pleurisy IS NULL
          OR pericarditis IS NULL
          OR fever IS NULL
          OR thrombo IS NULL
          OR leuko IS NULL
        )
        THEN CONCAT(
          'missing: ',
          COALESCE(
            CONCAT_WS(
              ', ',
              CASE WHEN seizure IS NULL THEN 'seizure' END,
              CASE WHEN psychosis IS NULL THEN 'psychosis' END,
              CASE WHEN obs IS NULL THEN 'obs' END,
              CASE WHEN visual IS NULL THEN 'visual' END,
              CASE WHEN cranial IS NULL THEN 'cranial' END,
              CASE WHEN headache IS NULL THEN 'headache' END,
              CASE WHEN cva IS NULL THEN 'cva' END,
              CASE WHEN vasculitis IS NULL THEN 'vasculitis' END,
              CASE WHEN arthritis IS NULL THEN 'arthritis' END,
              CASE WHEN myositis IS NULL THEN 'myositis' END,
              CASE WHEN casts IS NULL THEN 'casts' END,
              CASE WHEN hematuria IS NULL THEN 'hematuria' END,
              CASE WHEN proteinuria IS NULL THEN 'proteinuria' END,
              CASE WHEN pyuria IS NULL THEN 'pyuria' END,
              CASE WHEN rash IS NULL THEN 'rash' END,
              CASE WHEN alopecia IS NULL THEN 'alopecia' END,
              CASE WHEN ulcers IS NULL THEN 'ulcers' END,
              CASE WHEN pleurisy IS NULL THEN 'pleurisy' END,
              CASE WHEN pericarditis IS NULL THEN 'pericarditis' END,
              CASE WHEN fever IS NULL THEN 'fever' END,
              CASE WHEN thrombo IS NULL THEN 'thrombo' END,
              CASE WHEN leuko IS NULL THEN 'leuko' END
            ),
            ''
          )
        )
      END
    ),
    ''
  ) AS reason
FROM (
  SELECT
    *,
    term_1_low + term_2_low + term_3_low + term_4_low + term_5_low + term_6_low + term_7_low + term_8_low + term_9_low + term_10_low + term_11_low + term_12_low + term_13_low + term_14_low + term_15_low + term_16_low + term_17_low + term_18_low + term_19_low + term_20_low + term_21_low + term_22_low AS low_exact,
    term_1_high + term_2_high + term_3_high + term_4_high + term_5_high + term_6_high + term_7_high + term_8_high + term_9_high + term_10_high + term_11_high + term_12_high + term_13_high + term_14_high + term_15_high + term_16_high + term_17_high + term_18_high + term_19_high + term_20_high + term_21_high + term_22_high AS high_exact
  FROM (
    SELECT
      *,
      8 * COALESCE(seizure, 0) AS term_1_low,
      8 * COALESCE(seizure, 1) AS term_1_high,
      8 * COALESCE(psychosis, 0) AS term_2_low,
      8 * COALESCE(psychosis, 1) AS term_2_high,
      8 * COALESCE(obs, 0) AS term_3_low,
      8 * COALESCE(obs, 1) AS term_3_high,
      8 * COALESCE(visual, 0) AS term_4_low,
      8 * COALESCE(visual, 1) AS term_4_high,
      8 * COALESCE(cranial, 0) AS term_5_low,
      8 * COALESCE(cranial, 1) AS term_5_high,
      8 * COALESCE(headache, 0) AS term_6_low,
      8 * COALESCE(headache, 1) AS term_6_high,
      8 * COALESCE(cva, 0) AS term_7_low,
      8 * COALESCE(cva, 1) AS term_7_high,
      8 * COALESCE(vasculitis, 0) AS term_8_low,
      8 * COALESCE(vasculitis, 1) AS term_8_high,
      4 * COALESCE(arthritis, 0) AS term_9_low,
      4 * COALESCE(arthritis, 1) AS term_9_high,
      4 * COALESCE(myositis, 0) AS term_10_low,
      4 * COALESCE(myositis, 1) AS term_10_high,
      4 * COALESCE(casts, 0) AS term_11_low,
      4 * COALESCE(casts, 1) AS term_11_high,
      4 * COALESCE(hematuria, 0) AS term_12_low,
      4 * COALESCE(hematuria, 1) AS term_12_high,
      4 * COALESCE(proteinuria, 0) AS term_13_low,
      4 * COALESCE(proteinuria, 1) AS term_13_high,
      4 * COALESCE(pyuria, 0) AS term_14_low,
      4 * COALESCE(pyuria, 1) AS term_14_high,
      2 * COALESCE(rash, 0) AS term_15_low,
      2 * COALESCE(rash, 1) AS term_15_high,
      2 * COALESCE(alopecia, 0) AS term_16_low,
      2 * COALESCE(alopecia, 1) AS term_16_high,
      2 * COALESCE(ulcers, 0) AS term_17_low,
      2 * COALESCE(ulcers, 1) AS term_17_high,
      2 * COALESCE(pleurisy, 0) AS term_18_low,
      2 * COALESCE(pleurisy, 1) AS term_18_high,
      2 * COALESCE(pericarditis, 0) AS term_19_low,
      2 * COALESCE(pericarditis, 1) AS term_19_high,
      1 * COALESCE(fever, 0) AS term_20_low,
      1 * COALESCE(fever, 1) AS term_20_high,
      1 * COALESCE(thrombo, 0) AS term_21_low,
      1 * COALESCE(thrombo, 1) AS term_21_high,
      1 * COALESCE(leuko, 0) AS term_22_low,
      1 * COALESCE(leuko, 1) AS term_22_high
    FROM (
      SELECT
        USUBJID,
        ADT,
        seizure,
        psychosis,
        obs,
        visual,
        cranial,
        headache,
        cva,
        vasculitis,
        arthritis,
        myositis,
        casts,
        hematuria,
        proteinuria,
        pyuria,
        rash,
        alopecia,
        ulcers,
        pleurisy,
        pericarditis,
        lowcomp,
        dsdna,
        fever,
        thrombo,
        leuko
      FROM assessment_1
    ) AS layer
  ) AS layer
) AS evaluated;

-- result_doris_2017_clinical_off
SELECT
  USUBJID,
  ADT,
  CASE WHEN low_exact = high_exact THEN CAST(low_exact AS DOUBLE) END AS value,
  CAST(low_exact AS DOUBLE) AS low,
  CAST(high_exact AS DOUBLE) AS high,
  CASE WHEN low_exact = high_exact THEN 'DETERMINED' ELSE 'UNDETERMINED' END AS status,
  CAST(CASE WHEN holds THEN 'Y' WHEN NOT holds THEN 'N' ELSE 'UNDETERMINED' END AS STRING) AS category,
  NULLIF(
    CONCAT_WS(
      '; ',
      CASE
        WHEN low_exact IS DISTINCT FROM high_exact
        AND (
          seizure IS NULL
          OR psychosis IS NULL
          OR obs IS NULL
          OR visual IS NULL
          OR cranial IS NULL
          OR headache IS NULL
          OR cva IS NULL
          OR vasculitis IS NULL
          OR arthritis IS NULL
          OR myositis IS NULL
          OR casts IS NULL
          OR hematuria IS NULL
          OR proteinuria IS NULL
          OR pyuria IS NULL
          OR rash IS NULL
          OR alopecia IS NULL
          OR ulcers IS NULL
          OR pleurisy IS NULL
          OR pericarditis IS NULL
          OR fever IS NULL
          OR thrombo IS NULL
          OR leuko IS NULL
          OR pga IS NULL
          OR gc_free IS NULL
          OR is_free IS NULL
          OR bio_free IS NULL
        )
        THEN CONCAT(
          'missing: ',
          COALESCE(
            CONCAT_WS(
              ', ',
              CASE WHEN seizure IS NULL THEN 'seizure' END,
              CASE WHEN psychosis IS NULL THEN 'psychosis' END,
              CASE WHEN obs IS NULL THEN 'obs' END,
              CASE WHEN visual IS NULL THEN 'visual' END,
              CASE WHEN cranial IS NULL THEN 'cranial' END,
              CASE WHEN headache IS NULL THEN 'headache' END,
              CASE WHEN cva IS NULL THEN 'cva' END,
              CASE WHEN vasculitis IS NULL THEN 'vasculitis' END,
              CASE WHEN arthritis IS NULL THEN 'arthritis' END,
              CASE WHEN myositis IS NULL THEN 'myositis' END,
              CASE WHEN casts IS NULL THEN 'casts' END,
              CASE WHEN hematuria IS NULL THEN 'hematuria' END,
              CASE WHEN proteinuria IS NULL THEN 'proteinuria' END,
              CASE WHEN pyuria IS NULL THEN 'pyuria' END,
              CASE WHEN rash IS NULL THEN 'rash' END,
              CASE WHEN alopecia IS NULL THEN 'alopecia' END,
              CASE WHEN ulcers IS NULL THEN 'ulcers' END,
              CASE WHEN pleurisy IS NULL THEN 'pleurisy' END,
              CASE WHEN pericarditis IS NULL THEN 'pericarditis' END,
              CASE WHEN fever IS NULL THEN 'fever' END,
              CASE WHEN thrombo IS NULL THEN 'thrombo' END,
              CASE WHEN leuko IS NULL THEN 'leuko' END,
              CASE WHEN pga IS NULL THEN 'pga' END,
              CASE WHEN gc_free IS NULL THEN 'gc_free' END,
              CASE WHEN is_free IS NULL THEN 'is_free' END,
              CASE WHEN bio_free IS NULL THEN 'bio_free' END
            ),
            ''
          )
        )
      END,
      CASE
        WHEN holds IS NULL AND clause_clinical_sledai IS NULL
        THEN 'open: clinical SLEDAI is 0'
        WHEN NOT holds AND NOT clause_clinical_sledai
        THEN 'not met: clinical SLEDAI is 0'
      END,
      CASE
        WHEN holds IS NULL AND clause_pga IS NULL
        THEN 'open: physician global below 0.5'
        WHEN NOT holds AND NOT clause_pga
        THEN 'not met: physician global below 0.5'
      END,
      CASE
        WHEN holds IS NULL AND clause_gc_free IS NULL
        THEN 'open: no glucocorticoid'
        WHEN NOT holds AND NOT clause_gc_free
        THEN 'not met: no glucocorticoid'
      END,
      CASE
        WHEN holds IS NULL AND clause_is_free IS NULL
        THEN 'open: no immunosuppressive'
        WHEN NOT holds AND NOT clause_is_free
        THEN 'not met: no immunosuppressive'
      END,
      CASE
        WHEN holds IS NULL AND clause_bio_free IS NULL
        THEN 'open: no biologic'
        WHEN NOT holds AND NOT clause_bio_free
        THEN 'not met: no biologic'
      END
    ),
    ''
  ) AS reason
FROM (
  SELECT
    *,
    CASE WHEN holds THEN 1 ELSE 0 END AS low_exact,
    CASE WHEN NOT holds THEN 0 ELSE 1 END AS high_exact
  FROM (
    SELECT
      *,
      clause_clinical_sledai
      AND clause_pga
      AND clause_gc_free
      AND clause_is_free
      AND clause_bio_free AS holds
    FROM (
      SELECT
        *,
        seizure = 0
        AND psychosis = 0
        AND obs = 0
        AND visual = 0
        AND cranial = 0
        AND headache = 0
        AND cva = 0
        AND vasculitis = 0
        AND arthritis = 0
        AND myositis = 0
        AND casts = 0
        AND hematuria = 0
        AND proteinuria = 0
        AND pyuria = 0
        AND rash = 0
        AND alopecia = 0
        AND ulcers = 0
        AND pleurisy = 0
        AND pericarditis = 0
        AND fever = 0
        AND thrombo = 0
        AND leuko = 0 AS clause_clinical_sledai,
        pga < 0.5 AS clause_pga,
        gc_free = 1 AS clause_gc_free,
        is_free = 1 AS clause_is_free,
        bio_free = 1 AS clause_bio_free
      FROM (
        SELECT
          USUBJID,
          ADT,
          seizure,
          psychosis,
          obs,
          visual,
          cranial,
          headache,
          cva,
          vasculitis,
          arthritis,
          myositis,
          casts,
          hematuria,
          proteinuria,
          pyuria,
          rash,
          alopecia,
          ulcers,
          pleurisy,
          pericarditis,
          lowcomp,
          dsdna,
          fever,
          thrombo,
          leuko,
          pga,
          gc_free,
          is_free,
          bio_free
        FROM assessment_1
      ) AS layer
    ) AS layer
  ) AS layer
) AS evaluated;

-- result_doris_2017_clinical_on
SELECT
  USUBJID,
  ADT,
  CASE WHEN low_exact = high_exact THEN CAST(low_exact AS DOUBLE) END AS value,
  CAST(low_exact AS DOUBLE) AS low,
  CAST(high_exact AS DOUBLE) AS high,
  CASE WHEN low_exact = high_exact THEN 'DETERMINED' ELSE 'UNDETERMINED' END AS status,
  CAST(CASE WHEN holds THEN 'Y' WHEN NOT holds THEN 'N' ELSE 'UNDETERMINED' END AS STRING) AS category,
  NULLIF(
    CONCAT_WS(
      '; ',
      CASE
        WHEN low_exact IS DISTINCT FROM high_exact
        AND (
          seizure IS NULL
          OR psychosis IS NULL
          OR obs IS NULL
          OR visual IS NULL
          OR cranial IS NULL
          OR headache IS NULL
          OR cva IS NULL
          OR vasculitis IS NULL
          OR arthritis IS NULL
          OR myositis IS NULL
          OR casts IS NULL
          OR hematuria IS NULL
          OR proteinuria IS NULL
          OR pyuria IS NULL
          OR rash IS NULL
          OR alopecia IS NULL
          OR ulcers IS NULL
          OR pleurisy IS NULL
          OR pericarditis IS NULL
          OR fever IS NULL
          OR thrombo IS NULL
          OR leuko IS NULL
          OR pga IS NULL
          OR prednisone_mg IS NULL
          OR is_stable IS NULL
        )
        THEN CONCAT(
          'missing: ',
          COALESCE(
            CONCAT_WS(
              ', ',
              CASE WHEN seizure IS NULL THEN 'seizure' END,
              CASE WHEN psychosis IS NULL THEN 'psychosis' END,
              CASE WHEN obs IS NULL THEN 'obs' END,
              CASE WHEN visual IS NULL THEN 'visual' END,
              CASE WHEN cranial IS NULL THEN 'cranial' END,
              CASE WHEN headache IS NULL THEN 'headache' END,
              CASE WHEN cva IS NULL THEN 'cva' END,
              CASE WHEN vasculitis IS NULL THEN 'vasculitis' END,
              CASE WHEN arthritis IS NULL THEN 'arthritis' END,
              CASE WHEN myositis IS NULL THEN 'myositis' END,
              CASE WHEN casts IS NULL THEN 'casts' END,
              CASE WHEN hematuria IS NULL THEN 'hematuria' END,
              CASE WHEN proteinuria IS NULL THEN 'proteinuria' END,
              CASE WHEN pyuria IS NULL THEN 'pyuria' END,
              CASE WHEN rash IS NULL THEN 'rash' END,
              CASE WHEN alopecia IS NULL THEN 'alopecia' END,
              CASE WHEN ulcers IS NULL THEN 'ulcers' END,
              CASE WHEN pleurisy IS NULL THEN 'pleurisy' END,
              CASE WHEN pericarditis IS NULL THEN 'pericarditis' END,
              CASE WHEN fever IS NULL THEN 'fever' END,
              CASE WHEN thrombo IS NULL THEN 'thrombo' END,
              CASE WHEN leuko IS NULL THEN 'leuko' END,
              CASE WHEN pga IS NULL THEN 'pga' END,
              CASE WHEN prednisone_mg IS NULL THEN 'prednisone_mg' END,
              CASE WHEN is_stable IS NULL THEN 'is_stable' END
            ),
            ''
          )
        )
      END,
      CASE
        WHEN holds IS NULL AND clause_clinical_sledai IS NULL
        THEN 'open: clinical SLEDAI is 0'
        WHEN NOT holds AND NOT clause_clinical_sledai
        THEN 'not met: clinical SLEDAI is 0'
      END,
      CASE
        WHEN holds IS NULL AND clause_pga IS NULL
        THEN 'open: physician global below 0.5'
        WHEN NOT holds AND NOT clause_pga
        THEN 'not met: physician global below 0.5'
      END,
      CASE
        WHEN holds IS NULL AND clause_glucocorticoid IS NULL
        THEN 'open: prednisone equivalent at most 5 mg/day'
        WHEN NOT holds AND NOT clause_glucocorticoid
        THEN 'not met: prednisone equivalent at most 5 mg/day'
      END,
      CASE
        WHEN holds IS NULL AND clause_stable IS NULL
        THEN 'open: immunosuppressives and biologics stable'
        WHEN NOT holds AND NOT clause_stable
        THEN 'not met: immunosuppressives and biologics stable'
      END
    ),
    ''
  ) AS reason
FROM (
  SELECT
    *,
    CASE WHEN holds THEN 1 ELSE 0 END AS low_exact,
    CASE WHEN NOT holds THEN 0 ELSE 1 END AS high_exact
  FROM (
    SELECT
      *,
      clause_clinical_sledai AND clause_pga AND clause_glucocorticoid AND clause_stable AS holds
    FROM (
      SELECT
        *,
        seizure = 0
        AND psychosis = 0
        AND obs = 0
        AND visual = 0
        AND cranial = 0
        AND headache = 0
        AND cva = 0
        AND vasculitis = 0
        AND arthritis = 0
        AND myositis = 0
        AND casts = 0
        AND hematuria = 0
        AND proteinuria = 0
        AND pyuria = 0
        AND rash = 0
        AND alopecia = 0
        AND ulcers = 0
        AND pleurisy = 0
        AND pericarditis = 0
        AND fever = 0
        AND thrombo = 0
        AND leuko = 0 AS clause_clinical_sledai,
        pga < 0.5 AS clause_pga,
        prednisone_mg <= 5 AS clause_glucocorticoid,
        is_stable = 1 AS clause_stable
      FROM (
        SELECT
          USUBJID,
          ADT,
          seizure,
          psychosis,
          obs,
          visual,
          cranial,
          headache,
          cva,
          vasculitis,
          arthritis,
          myositis,
          casts,
          hematuria,
          proteinuria,
          pyuria,
          rash,
          alopecia,
          ulcers,
          pleurisy,
          pericarditis,
          lowcomp,
          dsdna,
          fever,
          thrombo,
          leuko,
          pga,
          prednisone_mg,
          is_stable
        FROM assessment_1
      ) AS layer
    ) AS layer
  ) AS layer
) AS evaluated;

-- result_doris_2017_complete_off
SELECT
  USUBJID,
  ADT,
  CASE WHEN low_exact = high_exact THEN CAST(low_exact AS DOUBLE) END AS value,
  CAST(low_exact AS DOUBLE) AS low,
  CAST(high_exact AS DOUBLE) AS high,
  CASE WHEN low_exact = high_exact THEN 'DETERMINED' ELSE 'UNDETERMINED' END AS status,
  CAST(CASE WHEN holds THEN 'Y' WHEN NOT holds THEN 'N' ELSE 'UNDETERMINED' END AS STRING) AS category,
  NULLIF(
    CONCAT_WS(
      '; ',
      CASE
        WHEN low_exact IS DISTINCT FROM high_exact
        AND (
          seizure IS NULL
          OR psychosis IS NULL
          OR obs IS NULL
          OR visual IS NULL
          OR cranial IS NULL
          OR headache IS NULL
          OR cva IS NULL
          OR vasculitis IS NULL
          OR arthritis IS NULL
          OR myositis IS NULL
          OR casts IS NULL
          OR hematuria IS NULL
          OR proteinuria IS NULL
          OR pyuria IS NULL
          OR rash IS NULL
          OR alopecia IS NULL
          OR ulcers IS NULL
          OR pleurisy IS NULL
          OR pericarditis IS NULL
          OR lowcomp IS NULL
          OR dsdna IS NULL
          OR fever IS NULL
          OR thrombo IS NULL
          OR leuko IS NULL
          OR pga IS NULL
          OR gc_free IS NULL
          OR is_free IS NULL
          OR bio_free IS NULL
        )
        THEN CONCAT(
          'missing: ',
          COALESCE(
            CONCAT_WS(
              ', ',
              CASE WHEN seizure IS NULL THEN 'seizure' END,
              CASE WHEN psychosis IS NULL THEN 'psychosis' END,
              CASE WHEN obs IS NULL THEN 'obs' END,
              CASE WHEN visual IS NULL THEN 'visual' END,
              CASE WHEN cranial IS NULL THEN 'cranial' END,
              CASE WHEN headache IS NULL THEN 'headache' END,
              CASE WHEN cva IS NULL THEN 'cva' END,
              CASE WHEN vasculitis IS NULL THEN 'vasculitis' END,
              CASE WHEN arthritis IS NULL THEN 'arthritis' END,
              CASE WHEN myositis IS NULL THEN 'myositis' END,
              CASE WHEN casts IS NULL THEN 'casts' END,
              CASE WHEN hematuria IS NULL THEN 'hematuria' END,
              CASE WHEN proteinuria IS NULL THEN 'proteinuria' END,
              CASE WHEN pyuria IS NULL THEN 'pyuria' END,
              CASE WHEN rash IS NULL THEN 'rash' END,
              CASE WHEN alopecia IS NULL THEN 'alopecia' END,
              CASE WHEN ulcers IS NULL THEN 'ulcers' END,
              CASE WHEN pleurisy IS NULL THEN 'pleurisy' END,
              CASE WHEN pericarditis IS NULL THEN 'pericarditis' END,
              CASE WHEN lowcomp IS NULL THEN 'lowcomp' END,
              CASE WHEN dsdna IS NULL THEN 'dsdna' END,
              CASE WHEN fever IS NULL THEN 'fever' END,
              CASE WHEN thrombo IS NULL THEN 'thrombo' END,
              CASE WHEN leuko IS NULL THEN 'leuko' END,
              CASE WHEN pga IS NULL THEN 'pga' END,
              CASE WHEN gc_free IS NULL THEN 'gc_free' END,
              CASE WHEN is_free IS NULL THEN 'is_free' END,
              CASE WHEN bio_free IS NULL THEN 'bio_free' END
            ),
            ''
          )
        )
      END,
      CASE
        WHEN holds IS NULL AND clause_clinical_sledai IS NULL
        THEN 'open: clinical SLEDAI is 0'
        WHEN NOT holds AND NOT clause_clinical_sledai
        THEN 'not met: clinical SLEDAI is 0'
      END,
      CASE
        WHEN holds IS NULL AND clause_pga IS NULL
        THEN 'open: physician global below 0.5'
        WHEN NOT holds AND NOT clause_pga
        THEN 'not met: physician global below 0.5'
      END,
      CASE
        WHEN holds IS NULL AND clause_serology IS NULL
        THEN 'open: complement and anti-dsDNA normal'
        WHEN NOT holds AND NOT clause_serology
        THEN 'not met: complement and anti-dsDNA normal'
      END,
      CASE
        WHEN holds IS NULL AND clause_gc_free IS NULL
        THEN 'open: no glucocorticoid'
        WHEN NOT holds AND NOT clause_gc_free
        THEN 'not met: no glucocorticoid'
      END,
      CASE
        WHEN holds IS NULL AND clause_is_free IS NULL
        THEN 'open: no immunosuppressive'
        WHEN NOT holds AND NOT clause_is_free
        THEN 'not met: no immunosuppressive'
      END,
      CASE
        WHEN holds IS NULL AND clause_bio_free IS NULL
        THEN 'open: no biologic'
        WHEN NOT holds AND NOT clause_bio_free
        THEN 'not met: no biologic'
      END
    ),
    ''
  ) AS reason
FROM (
  SELECT
    *,
    CASE WHEN holds THEN 1 ELSE 0 END AS low_exact,
    CASE WHEN NOT holds THEN 0 ELSE 1 END AS high_exact
  FROM (
    SELECT
      *,
      clause_clinical_sledai
      AND clause_pga
      AND clause_serology
      AND clause_gc_free
      AND clause_is_free
      AND clause_bio_free AS holds
    FROM (
      SELECT
        *,
        seizure = 0
        AND psychosis = 0
        AND obs = 0
        AND visual = 0
        AND cranial = 0
        AND headache = 0
        AND cva = 0
        AND vasculitis = 0
        AND arthritis = 0
        AND myositis = 0
        AND casts = 0
        AND hematuria = 0
        AND proteinuria = 0
        AND pyuria = 0
        AND rash = 0
        AND alopecia = 0
        AND ulcers = 0
        AND pleurisy = 0
        AND pericarditis = 0
        AND fever = 0
        AND thrombo = 0
        AND leuko = 0 AS clause_clinical_sledai,
        pga < 0.5 AS clause_pga,
        lowcomp = 0 AND dsdna = 0 AS clause_serology,
        gc_free = 1 AS clause_gc_free,
        is_free = 1 AS clause_is_free,
        bio_free = 1 AS clause_bio_free
      FROM (
        SELECT
          USUBJID,
          ADT,
          seizure,
          psychosis,
          obs,
          visual,
          cranial,
          headache,
          cva,
          vasculitis,
          arthritis,
          myositis,
          casts,
          hematuria,
          proteinuria,
          pyuria,
          rash,
          alopecia,
          ulcers,
          pleurisy,
          pericarditis,
          lowcomp,
          dsdna,
          fever,
          thrombo,
          leuko,
          pga,
          gc_free,
          is_free,
          bio_free
        FROM assessment_1
      ) AS layer
    ) AS layer
  ) AS layer
) AS evaluated;

-- result_doris_2017_complete_on
SELECT
  USUBJID,
  ADT,
  CASE WHEN low_exact = high_exact THEN CAST(low_exact AS DOUBLE) END AS value,
  CAST(low_exact AS DOUBLE) AS low,
  CAST(high_exact AS DOUBLE) AS high,
  CASE WHEN low_exact = high_exact THEN 'DETERMINED' ELSE 'UNDETERMINED' END AS status,
  CAST(CASE WHEN holds THEN 'Y' WHEN NOT holds THEN 'N' ELSE 'UNDETERMINED' END AS STRING) AS category,
  NULLIF(
    CONCAT_WS(
      '; ',
      CASE
        WHEN low_exact IS DISTINCT FROM high_exact
        AND (
          seizure IS NULL
          OR psychosis IS NULL
          OR obs IS NULL
          OR visual IS NULL
          OR cranial IS NULL
          OR headache IS NULL
          OR cva IS NULL
          OR vasculitis IS NULL
          OR arthritis IS NULL
          OR myositis IS NULL
          OR casts IS NULL
          OR hematuria IS NULL
          OR proteinuria IS NULL
          OR pyuria IS NULL
          OR rash IS NULL
          OR alopecia IS NULL
          OR ulcers IS NULL
          OR pleurisy IS NULL
          OR pericarditis IS NULL
          OR lowcomp IS NULL
          OR dsdna IS NULL
          OR fever IS NULL
          OR thrombo IS NULL
          OR leuko IS NULL
          OR pga IS NULL
          OR prednisone_mg IS NULL
          OR is_stable IS NULL
        )
        THEN CONCAT(
          'missing: ',
          COALESCE(
            CONCAT_WS(
              ', ',
              CASE WHEN seizure IS NULL THEN 'seizure' END,
              CASE WHEN psychosis IS NULL THEN 'psychosis' END,
              CASE WHEN obs IS NULL THEN 'obs' END,
              CASE WHEN visual IS NULL THEN 'visual' END,
              CASE WHEN cranial IS NULL THEN 'cranial' END,
              CASE WHEN headache IS NULL THEN 'headache' END,
              CASE WHEN cva IS NULL THEN 'cva' END,
              CASE WHEN vasculitis IS NULL THEN 'vasculitis' END,
              CASE WHEN arthritis IS NULL THEN 'arthritis' END,
              CASE WHEN myositis IS NULL THEN 'myositis' END,
              CASE WHEN casts IS NULL THEN 'casts' END,
              CASE WHEN hematuria IS NULL THEN 'hematuria' END,
              CASE WHEN proteinuria IS NULL THEN 'proteinuria' END,
              CASE WHEN pyuria IS NULL THEN 'pyuria' END,
              CASE WHEN rash IS NULL THEN 'rash' END,
              CASE WHEN alopecia IS NULL THEN 'alopecia' END,
              CASE WHEN ulcers IS NULL THEN 'ulcers' END,
              CASE WHEN pleurisy IS NULL THEN 'pleurisy' END,
              CASE WHEN pericarditis IS NULL THEN 'pericarditis' END,
              CASE WHEN lowcomp IS NULL THEN 'lowcomp' END,
              CASE WHEN dsdna IS NULL THEN 'dsdna' END,
              CASE WHEN fever IS NULL THEN 'fever' END,
              CASE WHEN thrombo IS NULL THEN 'thrombo' END,
              CASE WHEN leuko IS NULL THEN 'leuko' END,
              CASE WHEN pga IS NULL THEN 'pga' END,
              CASE WHEN prednisone_mg IS NULL THEN 'prednisone_mg' END,
              CASE WHEN is_stable IS NULL THEN 'is_stable' END
            ),
            ''
          )
        )
      END,
      CASE
        WHEN holds IS NULL AND clause_clinical_sledai IS NULL
        THEN 'open: clinical SLEDAI is 0'
        WHEN NOT holds AND NOT clause_clinical_sledai
        THEN 'not met: clinical SLEDAI is 0'
      END,
      CASE
        WHEN holds IS NULL AND clause_pga IS NULL
        THEN 'open: physician global below 0.5'
        WHEN NOT holds AND NOT clause_pga
        THEN 'not met: physician global below 0.5'
      END,
      CASE
        WHEN holds IS NULL AND clause_serology IS NULL
        THEN 'open: complement and anti-dsDNA normal'
        WHEN NOT holds AND NOT clause_serology
        THEN 'not met: complement and anti-dsDNA normal'
      END,
      CASE
        WHEN holds IS NULL AND clause_glucocorticoid IS NULL
        THEN 'open: prednisone equivalent at most 5 mg/day'
        WHEN NOT holds AND NOT clause_glucocorticoid
        THEN 'not met: prednisone equivalent at most 5 mg/day'
      END,
      CASE
        WHEN holds IS NULL AND clause_stable IS NULL
        THEN 'open: immunosuppressives and biologics stable'
        WHEN NOT holds AND NOT clause_stable
        THEN 'not met: immunosuppressives and biologics stable'
      END
    ),
    ''
  ) AS reason
FROM (
  SELECT
    *,
    CASE WHEN holds THEN 1 ELSE 0 END AS low_exact,
    CASE WHEN NOT holds THEN 0 ELSE 1 END AS high_exact
  FROM (
    SELECT
      *,
      clause_clinical_sledai
      AND clause_pga
      AND clause_serology
      AND clause_glucocorticoid
      AND clause_stable AS holds
    FROM (
      SELECT
        *,
        seizure = 0
        AND psychosis = 0
        AND obs = 0
        AND visual = 0
        AND cranial = 0
        AND headache = 0
        AND cva = 0
        AND vasculitis = 0
        AND arthritis = 0
        AND myositis = 0
        AND casts = 0
        AND hematuria = 0
        AND proteinuria = 0
        AND pyuria = 0
        AND rash = 0
        AND alopecia = 0
        AND ulcers = 0
        AND pleurisy = 0
        AND pericarditis = 0
        AND fever = 0
        AND thrombo = 0
        AND leuko = 0 AS clause_clinical_sledai,
        pga < 0.5 AS clause_pga,
        lowcomp = 0 AND dsdna = 0 AS clause_serology,
        prednisone_mg <= 5 AS clause_glucocorticoid,
        is_stable = 1 AS clause_stable
      FROM (
        SELECT
          USUBJID,
          ADT,
          seizure,
          psychosis,
          obs,
          visual,
          cranial,
          headache,
          cva,
          vasculitis,
          arthritis,
          myositis,
          casts,
          hematuria,
          proteinuria,
          pyuria,
          rash,
          alopecia,
          ulcers,
          pleurisy,
          pericarditis,
          lowcomp,
          dsdna,
          fever,
          thrombo,
          leuko,
          pga,
          prednisone_mg,
          is_stable
        FROM assessment_1
      ) AS layer
    ) AS layer
  ) AS layer
) AS evaluated;

-- result_doris_2021
SELECT
  USUBJID,
  ADT,
  CASE WHEN low_exact = high_exact THEN CAST(low_exact AS DOUBLE) END AS value,
  CAST(low_exact AS DOUBLE) AS low,
  CAST(high_exact AS DOUBLE) AS high,
  CASE WHEN low_exact = high_exact THEN 'DETERMINED' ELSE 'UNDETERMINED' END AS status,
  CAST(CASE WHEN holds THEN 'Y' WHEN NOT holds THEN 'N' ELSE 'UNDETERMINED' END AS STRING) AS category,
  NULLIF(
    CONCAT_WS(
      '; ',
      CASE
        WHEN low_exact IS DISTINCT FROM high_exact
        AND (
          seizure IS NULL
          OR psychosis IS NULL
          OR obs IS NULL
          OR visual IS NULL
          OR cranial IS NULL
          OR headache IS NULL
          OR cva IS NULL
          OR vasculitis IS NULL
          OR arthritis IS NULL
          OR myositis IS NULL
          OR casts IS NULL
          OR hematuria IS NULL
          OR proteinuria IS NULL
          OR pyuria IS NULL
          OR rash IS NULL
          OR alopecia IS NULL
          OR ulcers IS NULL
          OR pleurisy IS NULL
          OR pericarditis IS NULL
          OR fever IS NULL
          OR thrombo IS NULL
          OR leuko IS NULL
          OR pga IS NULL
          OR prednisone_mg IS NULL
          OR is_stable IS NULL
        )
        THEN CONCAT(
          'missing: ',
          COALESCE(
            CONCAT_WS(
              ', ',
              CASE WHEN seizure IS NULL THEN 'seizure' END,
              CASE WHEN psychosis IS NULL THEN 'psychosis' END,
              CASE WHEN obs IS NULL THEN 'obs' END,
              CASE WHEN visual IS NULL THEN 'visual' END,
              CASE WHEN cranial IS NULL THEN 'cranial' END,
              CASE WHEN headache IS NULL THEN 'headache' END,
              CASE WHEN cva IS NULL THEN 'cva' END,
              CASE WHEN vasculitis IS NULL THEN 'vasculitis' END,
              CASE WHEN arthritis IS NULL THEN 'arthritis' END,
              CASE WHEN myositis IS NULL THEN 'myositis' END,
              CASE WHEN casts IS NULL THEN 'casts' END,
              CASE WHEN hematuria IS NULL THEN 'hematuria' END,
              CASE WHEN proteinuria IS NULL THEN 'proteinuria' END,
              CASE WHEN pyuria IS NULL THEN 'pyuria' END,
              CASE WHEN rash IS NULL THEN 'rash' END,
              CASE WHEN alopecia IS NULL THEN 'alopecia' END,
              CASE WHEN ulcers IS NULL THEN 'ulcers' END,
              CASE WHEN pleurisy IS NULL THEN 'pleurisy' END,
              CASE WHEN pericarditis IS NULL THEN 'pericarditis' END,
              CASE WHEN fever IS NULL THEN 'fever' END,
              CASE WHEN thrombo IS NULL THEN 'thrombo' END,
              CASE WHEN leuko IS NULL THEN 'leuko' END,
              CASE WHEN pga IS NULL THEN 'pga' END,
              CASE WHEN prednisone_mg IS NULL THEN 'prednisone_mg' END,
              CASE WHEN is_stable IS NULL THEN 'is_stable' END
            ),
            ''
          )
        )
      END,
      CASE
        WHEN holds IS NULL AND clause_clinical_sledai IS NULL
        THEN 'open: clinical SLEDAI is 0'
        WHEN NOT holds AND NOT clause_clinical_sledai
        THEN 'not met: clinical SLEDAI is 0'
      END,
      CASE
        WHEN holds IS NULL AND clause_pga IS NULL
        THEN 'open: physician global below 0.5'
        WHEN NOT holds AND NOT clause_pga
        THEN 'not met: physician global below 0.5'
      END,
      CASE
        WHEN holds IS NULL AND clause_glucocorticoid IS NULL
        THEN 'open: prednisone equivalent at most 5 mg/day'
        WHEN NOT holds AND NOT clause_glucocorticoid
        THEN 'not met: prednisone equivalent at most 5 mg/day'
      END,
      CASE
        WHEN holds IS NULL AND clause_stable IS NULL
        THEN 'open: immunosuppressives and biologics stable'
        WHEN NOT holds AND NOT clause_stable
        THEN 'not met: immunosuppressives and biologics stable'
      END,
      CASE
        WHEN holds IS NULL AND clause_investigational IS NULL
        THEN 'open: no investigational drug, where excluded'
        WHEN NOT holds AND NOT clause_investigational
        THEN 'not met: no investigational drug, where excluded'
      END
    ),
    ''
  ) AS reason
FROM (
  SELECT
    *,
    CASE WHEN holds THEN 1 ELSE 0 END AS low_exact,
    CASE WHEN NOT holds THEN 0 ELSE 1 END AS high_exact
  FROM (
    SELECT
      *,
      clause_clinical_sledai
      AND clause_pga
      AND clause_glucocorticoid
      AND clause_stable
      AND clause_investigational AS holds
    FROM (
      SELECT
        *,
        seizure = 0
        AND psychosis = 0
        AND obs = 0
        AND visual = 0
        AND cranial = 0
        AND headache = 0
        AND cva = 0
        AND vasculitis = 0
        AND arthritis = 0
        AND myositis = 0
        AND casts = 0
        AND hematuria = 0
        AND proteinuria = 0
        AND pyuria = 0
        AND rash = 0
        AND alopecia = 0
        AND ulcers = 0
        AND pleurisy = 0
        AND pericarditis = 0
        AND fever = 0
        AND thrombo = 0
        AND leuko = 0 AS clause_clinical_sledai,
        pga < 0.5 AS clause_pga,
        prednisone_mg <= 5 AS clause_glucocorticoid,
        is_stable = 1 AS clause_stable,
        TRUE AS clause_investigational
      FROM (
        SELECT
          USUBJID,
          ADT,
          seizure,
          psychosis,
          obs,
          visual,
          cranial,
          headache,
          cva,
          vasculitis,
          arthritis,
          myositis,
          casts,
          hematuria,
          proteinuria,
          pyuria,
          rash,
          alopecia,
          ulcers,
          pleurisy,
          pericarditis,
          lowcomp,
          dsdna,
          fever,
          thrombo,
          leuko,
          pga,
          prednisone_mg,
          is_stable,
          investigational
        FROM assessment_1
      ) AS layer
    ) AS layer
  ) AS layer
) AS evaluated;

-- result_doris_2021_drug_free
SELECT
  USUBJID,
  ADT,
  CASE WHEN low_exact = high_exact THEN CAST(low_exact AS DOUBLE) END AS value,
  CAST(low_exact AS DOUBLE) AS low,
  CAST(high_exact AS DOUBLE) AS high,
  CASE WHEN low_exact = high_exact THEN 'DETERMINED' ELSE 'UNDETERMINED' END AS status,
  CAST(CASE WHEN holds THEN 'Y' WHEN NOT holds THEN 'N' ELSE 'UNDETERMINED' END AS STRING) AS category,
  NULLIF(
    CONCAT_WS(
      '; ',
      CASE
        WHEN low_exact IS DISTINCT FROM high_exact
        AND (
          seizure IS NULL
          OR psychosis IS NULL
          OR obs IS NULL
          OR visual IS NULL
          OR cranial IS NULL
          OR headache IS NULL
          OR cva IS NULL
          OR vasculitis IS NULL
          OR arthritis IS NULL
          OR myositis IS NULL
          OR casts IS NULL
          OR hematuria IS NULL
          OR proteinuria IS NULL
          OR pyuria IS NULL
          OR rash IS NULL
          OR alopecia IS NULL
          OR ulcers IS NULL
          OR pleurisy IS NULL
          OR pericarditis IS NULL
          OR fever IS NULL
          OR thrombo IS NULL
          OR leuko IS NULL
          OR pga IS NULL
          OR gc_free IS NULL
          OR is_free IS NULL
          OR bio_free IS NULL
          OR am_free IS NULL
        )
        THEN CONCAT(
          'missing: ',
          COALESCE(
            CONCAT_WS(
              ', ',
              CASE WHEN seizure IS NULL THEN 'seizure' END,
              CASE WHEN psychosis IS NULL THEN 'psychosis' END,
              CASE WHEN obs IS NULL THEN 'obs' END,
              CASE WHEN visual IS NULL THEN 'visual' END,
              CASE WHEN cranial IS NULL THEN 'cranial' END,
              CASE WHEN headache IS NULL THEN 'headache' END,
              CASE WHEN cva IS NULL THEN 'cva' END,
              CASE WHEN vasculitis IS NULL THEN 'vasculitis' END,
              CASE WHEN arthritis IS NULL THEN 'arthritis' END,
              CASE WHEN myositis IS NULL THEN 'myositis' END,
              CASE WHEN casts IS NULL THEN 'casts' END,
              CASE WHEN hematuria IS NULL THEN 'hematuria' END,
              CASE WHEN proteinuria IS NULL THEN 'proteinuria' END,
              CASE WHEN pyuria IS NULL THEN 'pyuria' END,
              CASE WHEN rash IS NULL THEN 'rash' END,
              CASE WHEN alopecia IS NULL THEN 'alopecia' END,
              CASE WHEN ulcers IS NULL THEN 'ulcers' END,
              CASE WHEN pleurisy IS NULL THEN 'pleurisy' END,
              CASE WHEN pericarditis IS NULL THEN 'pericarditis' END,
              CASE WHEN fever IS NULL THEN 'fever' END,
              CASE WHEN thrombo IS NULL THEN 'thrombo' END,
              CASE WHEN leuko IS NULL THEN 'leuko' END,
              CASE WHEN pga IS NULL THEN 'pga' END,
              CASE WHEN gc_free IS NULL THEN 'gc_free' END,
              CASE WHEN is_free IS NULL THEN 'is_free' END,
              CASE WHEN bio_free IS NULL THEN 'bio_free' END,
              CASE WHEN am_free IS NULL THEN 'am_free' END
            ),
            ''
          )
        )
      END,
      CASE
        WHEN holds IS NULL AND clause_clinical_sledai IS NULL
        THEN 'open: clinical SLEDAI is 0'
        WHEN NOT holds AND NOT clause_clinical_sledai
        THEN 'not met: clinical SLEDAI is 0'
      END,
      CASE
        WHEN holds IS NULL AND clause_pga IS NULL
        THEN 'open: physician global below 0.5'
        WHEN NOT holds AND NOT clause_pga
        THEN 'not met: physician global below 0.5'
      END,
      CASE
        WHEN holds IS NULL AND clause_gc_free IS NULL
        THEN 'open: no glucocorticoid'
        WHEN NOT holds AND NOT clause_gc_free
        THEN 'not met: no glucocorticoid'
      END,
      CASE
        WHEN holds IS NULL AND clause_is_free IS NULL
        THEN 'open: no immunosuppressive'
        WHEN NOT holds AND NOT clause_is_free
        THEN 'not met: no immunosuppressive'
      END,
      CASE
        WHEN holds IS NULL AND clause_bio_free IS NULL
        THEN 'open: no biologic'
        WHEN NOT holds AND NOT clause_bio_free
        THEN 'not met: no biologic'
      END,
      CASE
        WHEN holds IS NULL AND clause_am_free IS NULL
        THEN 'open: no antimalarial'
        WHEN NOT holds AND NOT clause_am_free
        THEN 'not met: no antimalarial'
      END
    ),
    ''
  ) AS reason
FROM (
  SELECT
    *,
    CASE WHEN holds THEN 1 ELSE 0 END AS low_exact,
    CASE WHEN NOT holds THEN 0 ELSE 1 END AS high_exact
  FROM (
    SELECT
      *,
      clause_clinical_sledai
      AND clause_pga
      AND clause_gc_free
      AND clause_is_free
      AND clause_bio_free
      AND clause_am_free AS holds
    FROM (
      SELECT
        *,
        seizure = 0
        AND psychosis = 0
        AND obs = 0
        AND visual = 0
        AND cranial = 0
        AND headache = 0
        AND cva = 0
        AND vasculitis = 0
        AND arthritis = 0
        AND myositis = 0
        AND casts = 0
        AND hematuria = 0
        AND proteinuria = 0
        AND pyuria = 0
        AND rash = 0
        AND alopecia = 0
        AND ulcers = 0
        AND pleurisy = 0
        AND pericarditis = 0
        AND fever = 0
        AND thrombo = 0
        AND leuko = 0 AS clause_clinical_sledai,
        pga < 0.5 AS clause_pga,
        gc_free = 1 AS clause_gc_free,
        is_free = 1 AS clause_is_free,
        bio_free = 1 AS clause_bio_free,
        am_free = 1 AS clause_am_free
      FROM (
        SELECT
          USUBJID,
          ADT,
          seizure,
          psychosis,
          obs,
          visual,
          cranial,
          headache,
          cva,
          vasculitis,
          arthritis,
          myositis,
          casts,
          hematuria,
          proteinuria,
          pyuria,
          rash,
          alopecia,
          ulcers,
          pleurisy,
          pericarditis,
          lowcomp,
          dsdna,
          fever,
          thrombo,
          leuko,
          pga,
          gc_free,
          is_free,
          bio_free,
          am_free
        FROM assessment_1
      ) AS layer
    ) AS layer
  ) AS layer
) AS evaluated;

-- result_doris_2021_gc_free
SELECT
  USUBJID,
  ADT,
  CASE WHEN low_exact = high_exact THEN CAST(low_exact AS DOUBLE) END AS value,
  CAST(low_exact AS DOUBLE) AS low,
  CAST(high_exact AS DOUBLE) AS high,
  CASE WHEN low_exact = high_exact THEN 'DETERMINED' ELSE 'UNDETERMINED' END AS status,
  CAST(CASE WHEN holds THEN 'Y' WHEN NOT holds THEN 'N' ELSE 'UNDETERMINED' END AS STRING) AS category,
  NULLIF(
    CONCAT_WS(
      '; ',
      CASE
        WHEN low_exact IS DISTINCT FROM high_exact
        AND (
          seizure IS NULL
          OR psychosis IS NULL
          OR obs IS NULL
          OR visual IS NULL
          OR cranial IS NULL
          OR headache IS NULL
          OR cva IS NULL
          OR vasculitis IS NULL
          OR arthritis IS NULL
          OR myositis IS NULL
          OR casts IS NULL
          OR hematuria IS NULL
          OR proteinuria IS NULL
          OR pyuria IS NULL
          OR rash IS NULL
          OR alopecia IS NULL
          OR ulcers IS NULL
          OR pleurisy IS NULL
          OR pericarditis IS NULL
          OR fever IS NULL
          OR thrombo IS NULL
          OR leuko IS NULL
          OR pga IS NULL
          OR gc_free IS NULL
          OR is_stable IS NULL
        )
        THEN CONCAT(
          'missing: ',
          COALESCE(
            CONCAT_WS(
              ', ',
              CASE WHEN seizure IS NULL THEN 'seizure' END,
              CASE WHEN psychosis IS NULL THEN 'psychosis' END,
              CASE WHEN obs IS NULL THEN 'obs' END,
              CASE WHEN visual IS NULL THEN 'visual' END,
              CASE WHEN cranial IS NULL THEN 'cranial' END,
              CASE WHEN headache IS NULL THEN 'headache' END,
              CASE WHEN cva IS NULL THEN 'cva' END,
              CASE WHEN vasculitis IS NULL THEN 'vasculitis' END,
              CASE WHEN arthritis IS NULL THEN 'arthritis' END,
              CASE WHEN myositis IS NULL THEN 'myositis' END,
              CASE WHEN casts IS NULL THEN 'casts' END,
              CASE WHEN hematuria IS NULL THEN 'hematuria' END,
              CASE WHEN proteinuria IS NULL THEN 'proteinuria' END,
              CASE WHEN pyuria IS NULL THEN 'pyuria' END,
              CASE WHEN rash IS NULL THEN 'rash' END,
              CASE WHEN alopecia IS NULL THEN 'alopecia' END,
              CASE WHEN ulcers IS NULL THEN 'ulcers' END,
              CASE WHEN pleurisy IS NULL THEN 'pleurisy' END,
              CASE WHEN pericarditis IS NULL THEN 'pericarditis' END,
              CASE WHEN fever IS NULL THEN 'fever' END,
              CASE WHEN thrombo IS NULL THEN 'thrombo' END,
              CASE WHEN leuko IS NULL THEN 'leuko' END,
              CASE WHEN pga IS NULL THEN 'pga' END,
              CASE WHEN gc_free IS NULL THEN 'gc_free' END,
              CASE WHEN is_stable IS NULL THEN 'is_stable' END
            ),
            ''
          )
        )
      END,
      CASE
        WHEN holds IS NULL AND clause_clinical_sledai IS NULL
        THEN 'open: clinical SLEDAI is 0'
        WHEN NOT holds AND NOT clause_clinical_sledai
        THEN 'not met: clinical SLEDAI is 0'
      END,
      CASE
        WHEN holds IS NULL AND clause_pga IS NULL
        THEN 'open: physician global below 0.5'
        WHEN NOT holds AND NOT clause_pga
        THEN 'not met: physician global below 0.5'
      END,
      CASE
        WHEN holds IS NULL AND clause_gc_free IS NULL
        THEN 'open: no glucocorticoid'
        WHEN NOT holds AND NOT clause_gc_free
        THEN 'not met: no glucocorticoid'
      END,
      CASE
        WHEN holds IS NULL AND clause_stable IS NULL
        THEN 'open: immunosuppressives and biologics stable'
        WHEN NOT holds AND NOT clause_stable
        THEN 'not met: immunosuppressives and biologics stable'
      END
    ),
    ''
  ) AS reason
FROM (
  SELECT
    *,
    CASE WHEN holds THEN 1 ELSE 0 END AS low_exact,
    CASE WHEN NOT holds THEN 0 ELSE 1 END AS high_exact
  FROM (
    SELECT
      *,
      clause_clinical_sledai AND clause_pga AND clause_gc_free AND clause_stable AS holds
    FROM (
      SELECT
        *,
        seizure = 0
        AND psychosis = 0
        AND obs = 0
        AND visual = 0
        AND cranial = 0
        AND headache = 0
        AND cva = 0
        AND vasculitis = 0
        AND arthritis = 0
        AND myositis = 0
        AND casts = 0
        AND hematuria = 0
        AND proteinuria = 0
        AND pyuria = 0
        AND rash = 0
        AND alopecia = 0
        AND ulcers = 0
        AND pleurisy = 0
        AND pericarditis = 0
        AND fever = 0
        AND thrombo = 0
        AND leuko = 0 AS clause_clinical_sledai,
        pga < 0.5 AS clause_pga,
        gc_free = 1 AS clause_gc_free,
        is_stable = 1 AS clause_stable
      FROM (
        SELECT
          USUBJID,
          ADT,
          seizure,
          psychosis,
          obs,
          visual,
          cranial,
          headache,
          cva,
          vasculitis,
          arthritis,
          myositis,
          casts,
          hematuria,
          proteinuria,
          pyuria,
          rash,
          alopecia,
          ulcers,
          pleurisy,
          pericarditis,
          lowcomp,
          dsdna,
          fever,
          thrombo,
          leuko,
          pga,
          gc_free,
          is_stable
        FROM assessment_1
      ) AS layer
    ) AS layer
  ) AS layer
) AS evaluated;

-- result_doris_2021_off
SELECT
  USUBJID,
  ADT,
  CASE WHEN low_exact = high_exact THEN CAST(low_exact AS DOUBLE) END AS value,
  CAST(low_exact AS DOUBLE) AS low,
  CAST(high_exact AS DOUBLE) AS high,
  CASE WHEN low_exact = high_exact THEN 'DETERMINED' ELSE 'UNDETERMINED' END AS status,
  CAST(CASE WHEN holds THEN 'Y' WHEN NOT holds THEN 'N' ELSE 'UNDETERMINED' END AS STRING) AS category,
  NULLIF(
    CONCAT_WS(
      '; ',
      CASE
        WHEN low_exact IS DISTINCT FROM high_exact
        AND (
          seizure IS NULL
          OR psychosis IS NULL
          OR obs IS NULL
          OR visual IS NULL
          OR cranial IS NULL
          OR headache IS NULL
          OR cva IS NULL
          OR vasculitis IS NULL
          OR arthritis IS NULL
          OR myositis IS NULL
          OR casts IS NULL
          OR hematuria IS NULL
          OR proteinuria IS NULL
          OR pyuria IS NULL
          OR rash IS NULL
          OR alopecia IS NULL
          OR ulcers IS NULL
          OR pleurisy IS NULL
          OR pericarditis IS NULL
          OR fever IS NULL
          OR thrombo IS NULL
          OR leuko IS NULL
          OR pga IS NULL
          OR gc_free IS NULL
          OR is_free IS NULL
          OR bio_free IS NULL
        )
        THEN CONCAT(
          'missing: ',
          COALESCE(
            CONCAT_WS(
              ', ',
              CASE WHEN seizure IS NULL THEN 'seizure' END,
              CASE WHEN psychosis IS NULL THEN 'psychosis' END,
              CASE WHEN obs IS NULL THEN 'obs' END,
              CASE WHEN visual IS NULL THEN 'visual' END,
              CASE WHEN cranial IS NULL THEN 'cranial' END,
              CASE WHEN headache IS NULL THEN 'headache' END,
              CASE WHEN cva IS NULL THEN 'cva' END,
              CASE WHEN vasculitis IS NULL THEN 'vasculitis' END,
              CASE WHEN arthritis IS NULL THEN 'arthritis' END,
              CASE WHEN myositis IS NULL THEN 'myositis' END,
              CASE WHEN casts IS NULL THEN 'casts' END,
              CASE WHEN hematuria IS NULL THEN 'hematuria' END,
              CASE WHEN proteinuria IS NULL THEN 'proteinuria' END,
              CASE WHEN pyuria IS NULL THEN 'pyuria' END,
              CASE WHEN rash IS NULL THEN 'rash' END,
              CASE WHEN alopecia IS NULL THEN 'alopecia' END,
              CASE WHEN ulcers IS NULL THEN 'ulcers' END,
              CASE WHEN pleurisy IS NULL THEN 'pleurisy' END,
              CASE WHEN pericarditis IS NULL THEN 'pericarditis' END,
              CASE WHEN fever IS NULL THEN 'fever' END,
              CASE WHEN thrombo IS NULL THEN 'thrombo' END,
              CASE WHEN leuko IS NULL THEN 'leuko' END,
              CASE WHEN pga IS NULL THEN 'pga' END,
              CASE WHEN gc_free IS NULL THEN 'gc_free' END,
              CASE WHEN is_free IS NULL THEN 'is_free' END,
              CASE WHEN bio_free IS NULL THEN 'bio_free' END
            ),
            ''
          )
        )
      END,
      CASE
        WHEN holds IS NULL AND clause_clinical_sledai IS NULL
        THEN 'open: clinical SLEDAI is 0'
        WHEN NOT holds AND NOT clause_clinical_sledai
        THEN 'not met: clinical SLEDAI is 0'
      END,
      CASE
        WHEN holds IS NULL AND clause_pga IS NULL
        THEN 'open: physician global below 0.5'
        WHEN NOT holds AND NOT clause_pga
        THEN 'not met: physician global below 0.5'
      END,
      CASE
        WHEN holds IS NULL AND clause_gc_free IS NULL
        THEN 'open: no glucocorticoid'
        WHEN NOT holds AND NOT clause_gc_free
        THEN 'not met: no glucocorticoid'
      END,
      CASE
        WHEN holds IS NULL AND clause_is_free IS NULL
        THEN 'open: no immunosuppressive'
        WHEN NOT holds AND NOT clause_is_free
        THEN 'not met: no immunosuppressive'
      END,
      CASE
        WHEN holds IS NULL AND clause_bio_free IS NULL
        THEN 'open: no biologic'
        WHEN NOT holds AND NOT clause_bio_free
        THEN 'not met: no biologic'
      END
    ),
    ''
  ) AS reason
FROM (
  SELECT
    *,
    CASE WHEN holds THEN 1 ELSE 0 END AS low_exact,
    CASE WHEN NOT holds THEN 0 ELSE 1 END AS high_exact
  FROM (
    SELECT
      *,
      clause_clinical_sledai
      AND clause_pga
      AND clause_gc_free
      AND clause_is_free
      AND clause_bio_free AS holds
    FROM (
      SELECT
        *,
        seizure = 0
        AND psychosis = 0
        AND obs = 0
        AND visual = 0
        AND cranial = 0
        AND headache = 0
        AND cva = 0
        AND vasculitis = 0
        AND arthritis = 0
        AND myositis = 0
        AND casts = 0
        AND hematuria = 0
        AND proteinuria = 0
        AND pyuria = 0
        AND rash = 0
        AND alopecia = 0
        AND ulcers = 0
        AND pleurisy = 0
        AND pericarditis = 0
        AND fever = 0
        AND thrombo = 0
        AND leuko = 0 AS clause_clinical_sledai,
        pga < 0.5 AS clause_pga,
        gc_free = 1 AS clause_gc_free,
        is_free = 1 AS clause_is_free,
        bio_free = 1 AS clause_bio_free
      FROM (
        SELECT
          USUBJID,
          ADT,
          seizure,
          psychosis,
          obs,
          visual,
          cranial,
          headache,
          cva,
          vasculitis,
          arthritis,
          myositis,
          casts,
          hematuria,
          proteinuria,
          pyuria,
          rash,
          alopecia,
          ulcers,
          pleurisy,
          pericarditis,
          lowcomp,
          dsdna,
          fever,
          thrombo,
          leuko,
          pga,
          gc_free,
          is_free,
          bio_free
        FROM assessment_1
      ) AS layer
    ) AS layer
  ) AS layer
) AS evaluated;

-- result_egfr_ckd_epi_2009
SELECT
  USUBJID,
  ADT,
  CASE WHEN low_exact = high_exact THEN CAST(low_exact AS DOUBLE) END AS value,
  CAST(low_exact AS DOUBLE) AS low,
  CAST(high_exact AS DOUBLE) AS high,
  CASE WHEN low_exact = high_exact THEN 'DETERMINED' ELSE 'UNDETERMINED' END AS status,
  CAST(NULL AS STRING) AS category,
  NULLIF(
    CONCAT_WS(
      '; ',
      CASE
        WHEN low_exact IS DISTINCT FROM high_exact
        AND (
          creatinine IS NULL OR age_years IS NULL OR sex IS NULL
        )
        THEN CONCAT(
          'missing: ',
          COALESCE(
            CONCAT_WS(
              ', ',
              CASE WHEN creatinine IS NULL THEN 'creatinine' END,
              CASE WHEN age_years IS NULL THEN 'age_years' END,
              CASE WHEN sex IS NULL THEN 'sex' END
            ),
            ''
          )
        )
      END
    ),
    ''
  ) AS reason
FROM (
  SELECT
    *,
    term_1_low AS low_exact,
    term_1_high AS high_exact
  FROM (
    SELECT
      *,
      LEAST(
        141 * POWER(
          LEAST(
            (
              CAST(COALESCE(creatinine, 0.01) AS DOUBLE) / CASE WHEN COALESCE(sex, 'f') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          CASE WHEN COALESCE(sex, 'f') = 'f' THEN -0.329 ELSE -0.411 END
        ) * POWER(
          GREATEST(
            (
              CAST(COALESCE(creatinine, 0.01) AS DOUBLE) / CASE WHEN COALESCE(sex, 'f') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          -1.209
        ) * POWER(CAST(0.993 AS DOUBLE), COALESCE(age_years, 18)) * CASE WHEN COALESCE(sex, 'f') = 'f' THEN 1.018 ELSE 1 END,
        141 * POWER(
          LEAST(
            (
              CAST(COALESCE(creatinine, 0.01) AS DOUBLE) / CASE WHEN COALESCE(sex, 'm') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          CASE WHEN COALESCE(sex, 'm') = 'f' THEN -0.329 ELSE -0.411 END
        ) * POWER(
          GREATEST(
            (
              CAST(COALESCE(creatinine, 0.01) AS DOUBLE) / CASE WHEN COALESCE(sex, 'm') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          -1.209
        ) * POWER(CAST(0.993 AS DOUBLE), COALESCE(age_years, 18)) * CASE WHEN COALESCE(sex, 'm') = 'f' THEN 1.018 ELSE 1 END,
        141 * POWER(
          LEAST(
            (
              CAST(COALESCE(creatinine, 0.01) AS DOUBLE) / CASE WHEN COALESCE(sex, 'f') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          CASE WHEN COALESCE(sex, 'f') = 'f' THEN -0.329 ELSE -0.411 END
        ) * POWER(
          GREATEST(
            (
              CAST(COALESCE(creatinine, 0.01) AS DOUBLE) / CASE WHEN COALESCE(sex, 'f') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          -1.209
        ) * POWER(CAST(0.993 AS DOUBLE), COALESCE(age_years, 120)) * CASE WHEN COALESCE(sex, 'f') = 'f' THEN 1.018 ELSE 1 END,
        141 * POWER(
          LEAST(
            (
              CAST(COALESCE(creatinine, 0.01) AS DOUBLE) / CASE WHEN COALESCE(sex, 'm') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          CASE WHEN COALESCE(sex, 'm') = 'f' THEN -0.329 ELSE -0.411 END
        ) * POWER(
          GREATEST(
            (
              CAST(COALESCE(creatinine, 0.01) AS DOUBLE) / CASE WHEN COALESCE(sex, 'm') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          -1.209
        ) * POWER(CAST(0.993 AS DOUBLE), COALESCE(age_years, 120)) * CASE WHEN COALESCE(sex, 'm') = 'f' THEN 1.018 ELSE 1 END,
        141 * POWER(
          LEAST(
            (
              CAST(COALESCE(creatinine, 30) AS DOUBLE) / CASE WHEN COALESCE(sex, 'f') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          CASE WHEN COALESCE(sex, 'f') = 'f' THEN -0.329 ELSE -0.411 END
        ) * POWER(
          GREATEST(
            (
              CAST(COALESCE(creatinine, 30) AS DOUBLE) / CASE WHEN COALESCE(sex, 'f') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          -1.209
        ) * POWER(CAST(0.993 AS DOUBLE), COALESCE(age_years, 18)) * CASE WHEN COALESCE(sex, 'f') = 'f' THEN 1.018 ELSE 1 END,
        141 * POWER(
          LEAST(
            (
              CAST(COALESCE(creatinine, 30) AS DOUBLE) / CASE WHEN COALESCE(sex, 'm') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          CASE WHEN COALESCE(sex, 'm') = 'f' THEN -0.329 ELSE -0.411 END
        ) * POWER(
          GREATEST(
            (
              CAST(COALESCE(creatinine, 30) AS DOUBLE) / CASE WHEN COALESCE(sex, 'm') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          -1.209
        ) * POWER(CAST(0.993 AS DOUBLE), COALESCE(age_years, 18)) * CASE WHEN COALESCE(sex, 'm') = 'f' THEN 1.018 ELSE 1 END,
        141 * POWER(
          LEAST(
            (
              CAST(COALESCE(creatinine, 30) AS DOUBLE) / CASE WHEN COALESCE(sex, 'f') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          CASE WHEN COALESCE(sex, 'f') = 'f' THEN -0.329 ELSE -0.411 END
        ) * POWER(
          GREATEST(
            (
              CAST(COALESCE(creatinine, 30) AS DOUBLE) / CASE WHEN COALESCE(sex, 'f') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          -1.209
        ) * POWER(CAST(0.993 AS DOUBLE), COALESCE(age_years, 120)) * CASE WHEN COALESCE(sex, 'f') = 'f' THEN 1.018 ELSE 1 END,
        141 * POWER(
          LEAST(
            (
              CAST(COALESCE(creatinine, 30) AS DOUBLE) / CASE WHEN COALESCE(sex, 'm') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          CASE WHEN COALESCE(sex, 'm') = 'f' THEN -0.329 ELSE -0.411 END
        ) * POWER(
          GREATEST(
            (
              CAST(COALESCE(creatinine, 30) AS DOUBLE) / CASE WHEN COALESCE(sex, 'm') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          -1.209
        ) * POWER(CAST(0.993 AS DOUBLE), COALESCE(age_years, 120)) * CASE WHEN COALESCE(sex, 'm') = 'f' THEN 1.018 ELSE 1 END
      ) AS term_1_low,
      GREATEST(
        141 * POWER(
          LEAST(
            (
              CAST(COALESCE(creatinine, 0.01) AS DOUBLE) / CASE WHEN COALESCE(sex, 'f') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          CASE WHEN COALESCE(sex, 'f') = 'f' THEN -0.329 ELSE -0.411 END
        ) * POWER(
          GREATEST(
            (
              CAST(COALESCE(creatinine, 0.01) AS DOUBLE) / CASE WHEN COALESCE(sex, 'f') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          -1.209
        ) * POWER(CAST(0.993 AS DOUBLE), COALESCE(age_years, 18)) * CASE WHEN COALESCE(sex, 'f') = 'f' THEN 1.018 ELSE 1 END,
        141 * POWER(
          LEAST(
            (
              CAST(COALESCE(creatinine, 0.01) AS DOUBLE) / CASE WHEN COALESCE(sex, 'm') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          CASE WHEN COALESCE(sex, 'm') = 'f' THEN -0.329 ELSE -0.411 END
        ) * POWER(
          GREATEST(
            (
              CAST(COALESCE(creatinine, 0.01) AS DOUBLE) / CASE WHEN COALESCE(sex, 'm') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          -1.209
        ) * POWER(CAST(0.993 AS DOUBLE), COALESCE(age_years, 18)) * CASE WHEN COALESCE(sex, 'm') = 'f' THEN 1.018 ELSE 1 END,
        141 * POWER(
          LEAST(
            (
              CAST(COALESCE(creatinine, 0.01) AS DOUBLE) / CASE WHEN COALESCE(sex, 'f') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          CASE WHEN COALESCE(sex, 'f') = 'f' THEN -0.329 ELSE -0.411 END
        ) * POWER(
          GREATEST(
            (
              CAST(COALESCE(creatinine, 0.01) AS DOUBLE) / CASE WHEN COALESCE(sex, 'f') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          -1.209
        ) * POWER(CAST(0.993 AS DOUBLE), COALESCE(age_years, 120)) * CASE WHEN COALESCE(sex, 'f') = 'f' THEN 1.018 ELSE 1 END,
        141 * POWER(
          LEAST(
            (
              CAST(COALESCE(creatinine, 0.01) AS DOUBLE) / CASE WHEN COALESCE(sex, 'm') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          CASE WHEN COALESCE(sex, 'm') = 'f' THEN -0.329 ELSE -0.411 END
        ) * POWER(
          GREATEST(
            (
              CAST(COALESCE(creatinine, 0.01) AS DOUBLE) / CASE WHEN COALESCE(sex, 'm') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          -1.209
        ) * POWER(CAST(0.993 AS DOUBLE), COALESCE(age_years, 120)) * CASE WHEN COALESCE(sex, 'm') = 'f' THEN 1.018 ELSE 1 END,
        141 * POWER(
          LEAST(
            (
              CAST(COALESCE(creatinine, 30) AS DOUBLE) / CASE WHEN COALESCE(sex, 'f') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          CASE WHEN COALESCE(sex, 'f') = 'f' THEN -0.329 ELSE -0.411 END
        ) * POWER(
          GREATEST(
            (
              CAST(COALESCE(creatinine, 30) AS DOUBLE) / CASE WHEN COALESCE(sex, 'f') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          -1.209
        ) * POWER(CAST(0.993 AS DOUBLE), COALESCE(age_years, 18)) * CASE WHEN COALESCE(sex, 'f') = 'f' THEN 1.018 ELSE 1 END,
        141 * POWER(
          LEAST(
            (
              CAST(COALESCE(creatinine, 30) AS DOUBLE) / CASE WHEN COALESCE(sex, 'm') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          CASE WHEN COALESCE(sex, 'm') = 'f' THEN -0.329 ELSE -0.411 END
        ) * POWER(
          GREATEST(
            (
              CAST(COALESCE(creatinine, 30) AS DOUBLE) / CASE WHEN COALESCE(sex, 'm') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          -1.209
        ) * POWER(CAST(0.993 AS DOUBLE), COALESCE(age_years, 18)) * CASE WHEN COALESCE(sex, 'm') = 'f' THEN 1.018 ELSE 1 END,
        141 * POWER(
          LEAST(
            (
              CAST(COALESCE(creatinine, 30) AS DOUBLE) / CASE WHEN COALESCE(sex, 'f') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          CASE WHEN COALESCE(sex, 'f') = 'f' THEN -0.329 ELSE -0.411 END
        ) * POWER(
          GREATEST(
            (
              CAST(COALESCE(creatinine, 30) AS DOUBLE) / CASE WHEN COALESCE(sex, 'f') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          -1.209
        ) * POWER(CAST(0.993 AS DOUBLE), COALESCE(age_years, 120)) * CASE WHEN COALESCE(sex, 'f') = 'f' THEN 1.018 ELSE 1 END,
        141 * POWER(
          LEAST(
            (
              CAST(COALESCE(creatinine, 30) AS DOUBLE) / CASE WHEN COALESCE(sex, 'm') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          CASE WHEN COALESCE(sex, 'm') = 'f' THEN -0.329 ELSE -0.411 END
        ) * POWER(
          GREATEST(
            (
              CAST(COALESCE(creatinine, 30) AS DOUBLE) / CASE WHEN COALESCE(sex, 'm') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          -1.209
        ) * POWER(CAST(0.993 AS DOUBLE), COALESCE(age_years, 120)) * CASE WHEN COALESCE(sex, 'm') = 'f' THEN 1.018 ELSE 1 END
      ) AS term_1_high
    FROM (
      SELECT
        USUBJID,
        ADT,
        creatinine,
        age_years,
        sex
      FROM assessment_2
    ) AS layer
  ) AS layer
) AS evaluated;

-- result_egfr_ckd_epi_2021
SELECT
  USUBJID,
  ADT,
  CASE WHEN low_exact = high_exact THEN CAST(low_exact AS DOUBLE) END AS value,
  CAST(low_exact AS DOUBLE) AS low,
  CAST(high_exact AS DOUBLE) AS high,
  CASE WHEN low_exact = high_exact THEN 'DETERMINED' ELSE 'UNDETERMINED' END AS status,
  CAST(NULL AS STRING) AS category,
  NULLIF(
    CONCAT_WS(
      '; ',
      CASE
        WHEN low_exact IS DISTINCT FROM high_exact
        AND (
          creatinine IS NULL OR age_years IS NULL OR sex IS NULL
        )
        THEN CONCAT(
          'missing: ',
          COALESCE(
            CONCAT_WS(
              ', ',
              CASE WHEN creatinine IS NULL THEN 'creatinine' END,
              CASE WHEN age_years IS NULL THEN 'age_years' END,
              CASE WHEN sex IS NULL THEN 'sex' END
            ),
            ''
          )
        )
      END
    ),
    ''
  ) AS reason
FROM (
  SELECT
    *,
    term_1_low AS low_exact,
    term_1_high AS high_exact
  FROM (
    SELECT
      *,
      LEAST(
        142 * POWER(
          LEAST(
            (
              CAST(COALESCE(creatinine, 0.01) AS DOUBLE) / CASE WHEN COALESCE(sex, 'f') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          CASE WHEN COALESCE(sex, 'f') = 'f' THEN -0.241 ELSE -0.302 END
        ) * POWER(
          GREATEST(
            (
              CAST(COALESCE(creatinine, 0.01) AS DOUBLE) / CASE WHEN COALESCE(sex, 'f') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          -1.200
        ) * POWER(CAST(0.9938 AS DOUBLE), COALESCE(age_years, 18)) * CASE WHEN COALESCE(sex, 'f') = 'f' THEN 1.012 ELSE 1 END,
        142 * POWER(
          LEAST(
            (
              CAST(COALESCE(creatinine, 0.01) AS DOUBLE) / CASE WHEN COALESCE(sex, 'm') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          CASE WHEN COALESCE(sex, 'm') = 'f' THEN -0.241 ELSE -0.302 END
        ) * POWER(
          GREATEST(
            (
              CAST(COALESCE(creatinine, 0.01) AS DOUBLE) / CASE WHEN COALESCE(sex, 'm') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          -1.200
        ) * POWER(CAST(0.9938 AS DOUBLE), COALESCE(age_years, 18)) * CASE WHEN COALESCE(sex, 'm') = 'f' THEN 1.012 ELSE 1 END,
        142 * POWER(
          LEAST(
            (
              CAST(COALESCE(creatinine, 0.01) AS DOUBLE) / CASE WHEN COALESCE(sex, 'f') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          CASE WHEN COALESCE(sex, 'f') = 'f' THEN -0.241 ELSE -0.302 END
        ) * POWER(
          GREATEST(
            (
              CAST(COALESCE(creatinine, 0.01) AS DOUBLE) / CASE WHEN COALESCE(sex, 'f') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          -1.200
        ) * POWER(CAST(0.9938 AS DOUBLE), COALESCE(age_years, 120)) * CASE WHEN COALESCE(sex, 'f') = 'f' THEN 1.012 ELSE 1 END,
        142 * POWER(
          LEAST(
            (
              CAST(COALESCE(creatinine, 0.01) AS DOUBLE) / CASE WHEN COALESCE(sex, 'm') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          CASE WHEN COALESCE(sex, 'm') = 'f' THEN -0.241 ELSE -0.302 END
        ) * POWER(
          GREATEST(
            (
              CAST(COALESCE(creatinine, 0.01) AS DOUBLE) / CASE WHEN COALESCE(sex, 'm') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          -1.200
        ) * POWER(CAST(0.9938 AS DOUBLE), COALESCE(age_years, 120)) * CASE WHEN COALESCE(sex, 'm') = 'f' THEN 1.012 ELSE 1 END,
        142 * POWER(
          LEAST(
            (
              CAST(COALESCE(creatinine, 30) AS DOUBLE) / CASE WHEN COALESCE(sex, 'f') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          CASE WHEN COALESCE(sex, 'f') = 'f' THEN -0.241 ELSE -0.302 END
        ) * POWER(
          GREATEST(
            (
              CAST(COALESCE(creatinine, 30) AS DOUBLE) / CASE WHEN COALESCE(sex, 'f') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          -1.200
        ) * POWER(CAST(0.9938 AS DOUBLE), COALESCE(age_years, 18)) * CASE WHEN COALESCE(sex, 'f') = 'f' THEN 1.012 ELSE 1 END,
        142 * POWER(
          LEAST(
            (
              CAST(COALESCE(creatinine, 30) AS DOUBLE) / CASE WHEN COALESCE(sex, 'm') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          CASE WHEN COALESCE(sex, 'm') = 'f' THEN -0.241 ELSE -0.302 END
        ) * POWER(
          GREATEST(
            (
              CAST(COALESCE(creatinine, 30) AS DOUBLE) / CASE WHEN COALESCE(sex, 'm') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          -1.200
        ) * POWER(CAST(0.9938 AS DOUBLE), COALESCE(age_years, 18)) * CASE WHEN COALESCE(sex, 'm') = 'f' THEN 1.012 ELSE 1 END,
        142 * POWER(
          LEAST(
            (
              CAST(COALESCE(creatinine, 30) AS DOUBLE) / CASE WHEN COALESCE(sex, 'f') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          CASE WHEN COALESCE(sex, 'f') = 'f' THEN -0.241 ELSE -0.302 END
        ) * POWER(
          GREATEST(
            (
              CAST(COALESCE(creatinine, 30) AS DOUBLE) / CASE WHEN COALESCE(sex, 'f') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          -1.200
        ) * POWER(CAST(0.9938 AS DOUBLE), COALESCE(age_years, 120)) * CASE WHEN COALESCE(sex, 'f') = 'f' THEN 1.012 ELSE 1 END,
        142 * POWER(
          LEAST(
            (
              CAST(COALESCE(creatinine, 30) AS DOUBLE) / CASE WHEN COALESCE(sex, 'm') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          CASE WHEN COALESCE(sex, 'm') = 'f' THEN -0.241 ELSE -0.302 END
        ) * POWER(
          GREATEST(
            (
              CAST(COALESCE(creatinine, 30) AS DOUBLE) / CASE WHEN COALESCE(sex, 'm') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          -1.200
        ) * POWER(CAST(0.9938 AS DOUBLE), COALESCE(age_years, 120)) * CASE WHEN COALESCE(sex, 'm') = 'f' THEN 1.012 ELSE 1 END
      ) AS term_1_low,
      GREATEST(
        142 * POWER(
          LEAST(
            (
              CAST(COALESCE(creatinine, 0.01) AS DOUBLE) / CASE WHEN COALESCE(sex, 'f') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          CASE WHEN COALESCE(sex, 'f') = 'f' THEN -0.241 ELSE -0.302 END
        ) * POWER(
          GREATEST(
            (
              CAST(COALESCE(creatinine, 0.01) AS DOUBLE) / CASE WHEN COALESCE(sex, 'f') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          -1.200
        ) * POWER(CAST(0.9938 AS DOUBLE), COALESCE(age_years, 18)) * CASE WHEN COALESCE(sex, 'f') = 'f' THEN 1.012 ELSE 1 END,
        142 * POWER(
          LEAST(
            (
              CAST(COALESCE(creatinine, 0.01) AS DOUBLE) / CASE WHEN COALESCE(sex, 'm') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          CASE WHEN COALESCE(sex, 'm') = 'f' THEN -0.241 ELSE -0.302 END
        ) * POWER(
          GREATEST(
            (
              CAST(COALESCE(creatinine, 0.01) AS DOUBLE) / CASE WHEN COALESCE(sex, 'm') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          -1.200
        ) * POWER(CAST(0.9938 AS DOUBLE), COALESCE(age_years, 18)) * CASE WHEN COALESCE(sex, 'm') = 'f' THEN 1.012 ELSE 1 END,
        142 * POWER(
          LEAST(
            (
              CAST(COALESCE(creatinine, 0.01) AS DOUBLE) / CASE WHEN COALESCE(sex, 'f') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          CASE WHEN COALESCE(sex, 'f') = 'f' THEN -0.241 ELSE -0.302 END
        ) * POWER(
          GREATEST(
            (
              CAST(COALESCE(creatinine, 0.01) AS DOUBLE) / CASE WHEN COALESCE(sex, 'f') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          -1.200
        ) * POWER(CAST(0.9938 AS DOUBLE), COALESCE(age_years, 120)) * CASE WHEN COALESCE(sex, 'f') = 'f' THEN 1.012 ELSE 1 END,
        142 * POWER(
          LEAST(
            (
              CAST(COALESCE(creatinine, 0.01) AS DOUBLE) / CASE WHEN COALESCE(sex, 'm') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          CASE WHEN COALESCE(sex, 'm') = 'f' THEN -0.241 ELSE -0.302 END
        ) * POWER(
          GREATEST(
            (
              CAST(COALESCE(creatinine, 0.01) AS DOUBLE) / CASE WHEN COALESCE(sex, 'm') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          -1.200
        ) * POWER(CAST(0.9938 AS DOUBLE), COALESCE(age_years, 120)) * CASE WHEN COALESCE(sex, 'm') = 'f' THEN 1.012 ELSE 1 END,
        142 * POWER(
          LEAST(
            (
              CAST(COALESCE(creatinine, 30) AS DOUBLE) / CASE WHEN COALESCE(sex, 'f') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          CASE WHEN COALESCE(sex, 'f') = 'f' THEN -0.241 ELSE -0.302 END
        ) * POWER(
          GREATEST(
            (
              CAST(COALESCE(creatinine, 30) AS DOUBLE) / CASE WHEN COALESCE(sex, 'f') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          -1.200
        ) * POWER(CAST(0.9938 AS DOUBLE), COALESCE(age_years, 18)) * CASE WHEN COALESCE(sex, 'f') = 'f' THEN 1.012 ELSE 1 END,
        142 * POWER(
          LEAST(
            (
              CAST(COALESCE(creatinine, 30) AS DOUBLE) / CASE WHEN COALESCE(sex, 'm') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          CASE WHEN COALESCE(sex, 'm') = 'f' THEN -0.241 ELSE -0.302 END
        ) * POWER(
          GREATEST(
            (
              CAST(COALESCE(creatinine, 30) AS DOUBLE) / CASE WHEN COALESCE(sex, 'm') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          -1.200
        ) * POWER(CAST(0.9938 AS DOUBLE), COALESCE(age_years, 18)) * CASE WHEN COALESCE(sex, 'm') = 'f' THEN 1.012 ELSE 1 END,
        142 * POWER(
          LEAST(
            (
              CAST(COALESCE(creatinine, 30) AS DOUBLE) / CASE WHEN COALESCE(sex, 'f') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          CASE WHEN COALESCE(sex, 'f') = 'f' THEN -0.241 ELSE -0.302 END
        ) * POWER(
          GREATEST(
            (
              CAST(COALESCE(creatinine, 30) AS DOUBLE) / CASE WHEN COALESCE(sex, 'f') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          -1.200
        ) * POWER(CAST(0.9938 AS DOUBLE), COALESCE(age_years, 120)) * CASE WHEN COALESCE(sex, 'f') = 'f' THEN 1.012 ELSE 1 END,
        142 * POWER(
          LEAST(
            (
              CAST(COALESCE(creatinine, 30) AS DOUBLE) / CASE WHEN COALESCE(sex, 'm') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          CASE WHEN COALESCE(sex, 'm') = 'f' THEN -0.241 ELSE -0.302 END
        ) * POWER(
          GREATEST(
            (
              CAST(COALESCE(creatinine, 30) AS DOUBLE) / CASE WHEN COALESCE(sex, 'm') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          -1.200
        ) * POWER(CAST(0.9938 AS DOUBLE), COALESCE(age_years, 120)) * CASE WHEN COALESCE(sex, 'm') = 'f' THEN 1.012 ELSE 1 END
      ) AS term_1_high
    FROM (
      SELECT
        USUBJID,
        ADT,
        creatinine,
        age_years,
        sex
      FROM assessment_2
    ) AS layer
  ) AS layer
) AS evaluated;

-- result_egfr_cockcroft_gault
SELECT
  USUBJID,
  ADT,
  CASE WHEN low_exact = high_exact THEN CAST(low_exact AS DOUBLE) END AS value,
  CAST(low_exact AS DOUBLE) AS low,
  CAST(high_exact AS DOUBLE) AS high,
  CASE WHEN low_exact = high_exact THEN 'DETERMINED' ELSE 'UNDETERMINED' END AS status,
  CAST(NULL AS STRING) AS category,
  NULLIF(
    CONCAT_WS(
      '; ',
      CASE
        WHEN low_exact IS DISTINCT FROM high_exact
        AND (
          creatinine IS NULL OR age_years IS NULL OR sex IS NULL OR weight_kg IS NULL
        )
        THEN CONCAT(
          'missing: ',
          COALESCE(
            CONCAT_WS(
              ', ',
              CASE WHEN creatinine IS NULL THEN 'creatinine' END,
              CASE WHEN age_years IS NULL THEN 'age_years' END,
              CASE WHEN sex IS NULL THEN 'sex' END,
              CASE WHEN weight_kg IS NULL THEN 'weight_kg' END
            ),
            ''
          )
        )
      END
    ),
    ''
  ) AS reason
FROM (
  SELECT
    *,
    term_1_low AS low_exact,
    term_1_high AS high_exact
  FROM (
    SELECT
      *,
      LEAST(
        (
          140 - COALESCE(age_years, 18)
        ) * COALESCE(weight_kg, 20) * CASE WHEN COALESCE(sex, 'f') = 'f' THEN 0.85 ELSE 1 END / (
          72 * CAST(COALESCE(creatinine, 0.01) AS DOUBLE)
        ),
        (
          140 - COALESCE(age_years, 18)
        ) * COALESCE(weight_kg, 300) * CASE WHEN COALESCE(sex, 'f') = 'f' THEN 0.85 ELSE 1 END / (
          72 * CAST(COALESCE(creatinine, 0.01) AS DOUBLE)
        ),
        (
          140 - COALESCE(age_years, 18)
        ) * COALESCE(weight_kg, 20) * CASE WHEN COALESCE(sex, 'm') = 'f' THEN 0.85 ELSE 1 END / (
          72 * CAST(COALESCE(creatinine, 0.01) AS DOUBLE)
        ),
        (
          140 - COALESCE(age_years, 18)
        ) * COALESCE(weight_kg, 300) * CASE WHEN COALESCE(sex, 'm') = 'f' THEN 0.85 ELSE 1 END / (
          72 * CAST(COALESCE(creatinine, 0.01) AS DOUBLE)
        ),
        (
          140 - COALESCE(age_years, 120)
        ) * COALESCE(weight_kg, 20) * CASE WHEN COALESCE(sex, 'f') = 'f' THEN 0.85 ELSE 1 END / (
          72 * CAST(COALESCE(creatinine, 0.01) AS DOUBLE)
        ),
        (
          140 - COALESCE(age_years, 120)
        ) * COALESCE(weight_kg, 300) * CASE WHEN COALESCE(sex, 'f') = 'f' THEN 0.85 ELSE 1 END / (
          72 * CAST(COALESCE(creatinine, 0.01) AS DOUBLE)
        ),
        (
          140 - COALESCE(age_years, 120)
        ) * COALESCE(weight_kg, 20) * CASE WHEN COALESCE(sex, 'm') = 'f' THEN 0.85 ELSE 1 END / (
          72 * CAST(COALESCE(creatinine, 0.01) AS DOUBLE)
        ),
        (
          140 - COALESCE(age_years, 120)
        ) * COALESCE(weight_kg, 300) * CASE WHEN COALESCE(sex, 'm') = 'f' THEN 0.85 ELSE 1 END / (
          72 * CAST(COALESCE(creatinine, 0.01) AS DOUBLE)
        ),
        (
          140 - COALESCE(age_years, 18)
        ) * COALESCE(weight_kg, 20) * CASE WHEN COALESCE(sex, 'f') = 'f' THEN 0.85 ELSE 1 END / (
          72 * CAST(COALESCE(creatinine, 30) AS DOUBLE)
        ),
        (
          140 - COALESCE(age_years, 18)
        ) * COALESCE(weight_kg, 300) * CASE WHEN COALESCE(sex, 'f') = 'f' THEN 0.85 ELSE 1 END / (
          72 * CAST(COALESCE(creatinine, 30) AS DOUBLE)
        ),
        (
          140 - COALESCE(age_years, 18)
        ) * COALESCE(weight_kg, 20) * CASE WHEN COALESCE(sex, 'm') = 'f' THEN 0.85 ELSE 1 END / (
          72 * CAST(COALESCE(creatinine, 30) AS DOUBLE)
        ),
        (
          140 - COALESCE(age_years, 18)
        ) * COALESCE(weight_kg, 300) * CASE WHEN COALESCE(sex, 'm') = 'f' THEN 0.85 ELSE 1 END / (
          72 * CAST(COALESCE(creatinine, 30) AS DOUBLE)
        ),
        (
          140 - COALESCE(age_years, 120)
        ) * COALESCE(weight_kg, 20) * CASE WHEN COALESCE(sex, 'f') = 'f' THEN 0.85 ELSE 1 END / (
          72 * CAST(COALESCE(creatinine, 30) AS DOUBLE)
        ),
        (
          140 - COALESCE(age_years, 120)
        ) * COALESCE(weight_kg, 300) * CASE WHEN COALESCE(sex, 'f') = 'f' THEN 0.85 ELSE 1 END / (
          72 * CAST(COALESCE(creatinine, 30) AS DOUBLE)
        ),
        (
          140 - COALESCE(age_years, 120)
        ) * COALESCE(weight_kg, 20) * CASE WHEN COALESCE(sex, 'm') = 'f' THEN 0.85 ELSE 1 END / (
          72 * CAST(COALESCE(creatinine, 30) AS DOUBLE)
        ),
        (
          140 - COALESCE(age_years, 120)
        ) * COALESCE(weight_kg, 300) * CASE WHEN COALESCE(sex, 'm') = 'f' THEN 0.85 ELSE 1 END / (
          72 * CAST(COALESCE(creatinine, 30) AS DOUBLE)
        )
      ) AS term_1_low,
      GREATEST(
        (
          140 - COALESCE(age_years, 18)
        ) * COALESCE(weight_kg, 20) * CASE WHEN COALESCE(sex, 'f') = 'f' THEN 0.85 ELSE 1 END / (
          72 * CAST(COALESCE(creatinine, 0.01) AS DOUBLE)
        ),
        (
          140 - COALESCE(age_years, 18)
        ) * COALESCE(weight_kg, 300) * CASE WHEN COALESCE(sex, 'f') = 'f' THEN 0.85 ELSE 1 END / (
          72 * CAST(COALESCE(creatinine, 0.01) AS DOUBLE)
        ),
        (
          140 - COALESCE(age_years, 18)
        ) * COALESCE(weight_kg, 20) * CASE WHEN COALESCE(sex, 'm') = 'f' THEN 0.85 ELSE 1 END / (
          72 * CAST(COALESCE(creatinine, 0.01) AS DOUBLE)
        ),
        (
          140 - COALESCE(age_years, 18)
        ) * COALESCE(weight_kg, 300) * CASE WHEN COALESCE(sex, 'm') = 'f' THEN 0.85 ELSE 1 END / (
          72 * CAST(COALESCE(creatinine, 0.01) AS DOUBLE)
        ),
        (
          140 - COALESCE(age_years, 120)
        ) * COALESCE(weight_kg, 20) * CASE WHEN COALESCE(sex, 'f') = 'f' THEN 0.85 ELSE 1 END / (
          72 * CAST(COALESCE(creatinine, 0.01) AS DOUBLE)
        ),
        (
          140 - COALESCE(age_years, 120)
        ) * COALESCE(weight_kg, 300) * CASE WHEN COALESCE(sex, 'f') = 'f' THEN 0.85 ELSE 1 END / (
          72 * CAST(COALESCE(creatinine, 0.01) AS DOUBLE)
        ),
        (
          140 - COALESCE(age_years, 120)
        ) * COALESCE(weight_kg, 20) * CASE WHEN COALESCE(sex, 'm') = 'f' THEN 0.85 ELSE 1 END / (
          72 * CAST(COALESCE(creatinine, 0.01) AS DOUBLE)
        ),
        (
          140 - COALESCE(age_years, 120)
        ) * COALESCE(weight_kg, 300) * CASE WHEN COALESCE(sex, 'm') = 'f' THEN 0.85 ELSE 1 END / (
          72 * CAST(COALESCE(creatinine, 0.01) AS DOUBLE)
        ),
        (
          140 - COALESCE(age_years, 18)
        ) * COALESCE(weight_kg, 20) * CASE WHEN COALESCE(sex, 'f') = 'f' THEN 0.85 ELSE 1 END / (
          72 * CAST(COALESCE(creatinine, 30) AS DOUBLE)
        ),
        (
          140 - COALESCE(age_years, 18)
        ) * COALESCE(weight_kg, 300) * CASE WHEN COALESCE(sex, 'f') = 'f' THEN 0.85 ELSE 1 END / (
          72 * CAST(COALESCE(creatinine, 30) AS DOUBLE)
        ),
        (
          140 - COALESCE(age_years, 18)
        ) * COALESCE(weight_kg, 20) * CASE WHEN COALESCE(sex, 'm') = 'f' THEN 0.85 ELSE 1 END / (
          72 * CAST(COALESCE(creatinine, 30) AS DOUBLE)
        ),
        (
          140 - COALESCE(age_years, 18)
        ) * COALESCE(weight_kg, 300) * CASE WHEN COALESCE(sex, 'm') = 'f' THEN 0.85 ELSE 1 END / (
          72 * CAST(COALESCE(creatinine, 30) AS DOUBLE)
        ),
        (
          140 - COALESCE(age_years, 120)
        ) * COALESCE(weight_kg, 20) * CASE WHEN COALESCE(sex, 'f') = 'f' THEN 0.85 ELSE 1 END / (
          72 * CAST(COALESCE(creatinine, 30) AS DOUBLE)
        ),
        (
          140 - COALESCE(age_years, 120)
        ) * COALESCE(weight_kg, 300) * CASE WHEN COALESCE(sex, 'f') = 'f' THEN 0.85 ELSE 1 END / (
          72 * CAST(COALESCE(creatinine, 30) AS DOUBLE)
        ),
        (
          140 - COALESCE(age_years, 120)
        ) * COALESCE(weight_kg, 20) * CASE WHEN COALESCE(sex, 'm') = 'f' THEN 0.85 ELSE 1 END / (
          72 * CAST(COALESCE(creatinine, 30) AS DOUBLE)
        ),
        (
          140 - COALESCE(age_years, 120)
        ) * COALESCE(weight_kg, 300) * CASE WHEN COALESCE(sex, 'm') = 'f' THEN 0.85 ELSE 1 END / (
          72 * CAST(COALESCE(creatinine, 30) AS DOUBLE)
        )
      ) AS term_1_high
    FROM (
      SELECT
        USUBJID,
        ADT,
        creatinine,
        age_years,
        sex,
        weight_kg
      FROM assessment_2
    ) AS layer
  ) AS layer
) AS evaluated;

-- result_eustar_2017
SELECT
  USUBJID,
  ADT,
  CASE WHEN low_exact = high_exact THEN CAST(low_exact AS DOUBLE) END AS value,
  CAST(low_exact AS DOUBLE) AS low,
  CAST(high_exact AS DOUBLE) AS high,
  CASE WHEN low_exact = high_exact THEN 'DETERMINED' ELSE 'UNDETERMINED' END AS status,
  CAST(CASE WHEN category_low = category_high THEN category_low END AS STRING) AS category,
  NULLIF(
    CONCAT_WS(
      '; ',
      CASE
        WHEN low_exact IS DISTINCT FROM high_exact
        AND (
          delta_skin IS NULL
          OR digital_ulcers IS NULL
          OR friction_rubs IS NULL
          OR mrss IS NULL
          OR crp IS NULL
          OR dlco_pct IS NULL
        )
        THEN CONCAT(
          'missing: ',
          COALESCE(
            CONCAT_WS(
              ', ',
              CASE WHEN delta_skin IS NULL THEN 'delta_skin' END,
              CASE WHEN digital_ulcers IS NULL THEN 'digital_ulcers' END,
              CASE WHEN friction_rubs IS NULL THEN 'friction_rubs' END,
              CASE WHEN mrss IS NULL THEN 'mrss' END,
              CASE WHEN crp IS NULL THEN 'crp' END,
              CASE WHEN dlco_pct IS NULL THEN 'dlco_pct' END
            ),
            ''
          )
        )
      END,
      CASE
        WHEN category_low <> category_high
        THEN CONCAT('between ', COALESCE(category_low, ''), ' and ', COALESCE(category_high, ''))
      END
    ),
    ''
  ) AS reason
FROM (
  SELECT
    *,
    CASE
      WHEN NOT low_exact IS NULL
      THEN CASE WHEN (
        low_exact
      ) >= 2.5 THEN 'active' ELSE 'inactive' END
    END AS category_low,
    CASE
      WHEN NOT high_exact IS NULL
      THEN CASE WHEN (
        high_exact
      ) >= 2.5 THEN 'active' ELSE 'inactive' END
    END AS category_high
  FROM (
    SELECT
      *,
      term_1_low + term_2_low + term_3_low + term_4_low + term_5_low + term_6_low AS low_exact,
      term_1_high + term_2_high + term_3_high + term_4_high + term_5_high + term_6_high AS high_exact
    FROM (
      SELECT
        *,
        1.5 * COALESCE(delta_skin, 0) AS term_1_low,
        1.5 * COALESCE(delta_skin, 1) AS term_1_high,
        1.5 * COALESCE(digital_ulcers, 0) AS term_2_low,
        1.5 * COALESCE(digital_ulcers, 1) AS term_2_high,
        2.25 * COALESCE(friction_rubs, 0) AS term_3_low,
        2.25 * COALESCE(friction_rubs, 1) AS term_3_high,
        LEAST(
          CASE WHEN COALESCE(mrss, 0) > 18 THEN 1.5 ELSE 0.084 * COALESCE(mrss, 0) END,
          CASE WHEN COALESCE(mrss, 18) > 18 THEN 1.5 ELSE 0.084 * COALESCE(mrss, 18) END,
          CASE WHEN COALESCE(mrss, 51) > 18 THEN 1.5 ELSE 0.084 * COALESCE(mrss, 51) END
        ) AS term_4_low,
        GREATEST(
          CASE WHEN COALESCE(mrss, 0) > 18 THEN 1.5 ELSE 0.084 * COALESCE(mrss, 0) END,
          CASE WHEN COALESCE(mrss, 18) > 18 THEN 1.5 ELSE 0.084 * COALESCE(mrss, 18) END,
          CASE WHEN COALESCE(mrss, 51) > 18 THEN 1.5 ELSE 0.084 * COALESCE(mrss, 51) END
        ) AS term_4_high,
        CASE WHEN COALESCE(crp, 0) > 10 THEN 2.25 ELSE 0 * COALESCE(crp, 0) END AS term_5_low,
        CASE WHEN COALESCE(crp, 1000) > 10 THEN 2.25 ELSE 0 * COALESCE(crp, 1000) END AS term_5_high,
        LEAST(
          CASE WHEN COALESCE(dlco_pct, 0) < 70 THEN 1 ELSE 0 * COALESCE(dlco_pct, 0) END,
          CASE WHEN COALESCE(dlco_pct, 200) < 70 THEN 1 ELSE 0 * COALESCE(dlco_pct, 200) END
        ) AS term_6_low,
        GREATEST(
          CASE WHEN COALESCE(dlco_pct, 0) < 70 THEN 1 ELSE 0 * COALESCE(dlco_pct, 0) END,
          CASE WHEN COALESCE(dlco_pct, 200) < 70 THEN 1 ELSE 0 * COALESCE(dlco_pct, 200) END
        ) AS term_6_high
      FROM (
        SELECT
          USUBJID,
          ADT,
          delta_skin,
          digital_ulcers,
          friction_rubs,
          mrss,
          crp,
          dlco_pct
        FROM assessment_3
      ) AS layer
    ) AS layer
  ) AS layer
) AS evaluated;

-- result_exm
SELECT
  USUBJID,
  ADT,
  CASE WHEN low_exact = high_exact THEN CAST(low_exact AS DOUBLE) END AS value,
  CAST(low_exact AS DOUBLE) AS low,
  CAST(high_exact AS DOUBLE) AS high,
  CASE WHEN low_exact = high_exact THEN 'DETERMINED' ELSE 'UNDETERMINED' END AS status,
  CAST(NULL AS STRING) AS category,
  NULLIF(
    CONCAT_WS(
      '; ',
      CASE
        WHEN low_exact IS DISTINCT FROM high_exact AND (
          exm IS NULL
        )
        THEN CONCAT('missing: ', COALESCE(CONCAT_WS(', ', CASE WHEN exm IS NULL THEN 'exm' END), ''))
      END
    ),
    ''
  ) AS reason
FROM (
  SELECT
    *,
    term_1_low AS low_exact,
    term_1_high AS high_exact
  FROM (
    SELECT
      *,
      1 * COALESCE(exm, 0) AS term_1_low,
      1 * COALESCE(exm, 10) AS term_1_high
    FROM (
      SELECT
        USUBJID,
        ADT,
        exm
      FROM assessment_4
    ) AS layer
  ) AS layer
) AS evaluated;

-- result_haq_di
SELECT
  USUBJID,
  ADT,
  CASE WHEN low_exact = high_exact THEN CAST(low_exact AS DOUBLE) END AS value,
  CAST(low_exact AS DOUBLE) AS low,
  CAST(high_exact AS DOUBLE) AS high,
  CASE WHEN low_exact = high_exact THEN 'DETERMINED' ELSE 'UNDETERMINED' END AS status,
  CAST(NULL AS STRING) AS category,
  NULLIF(
    CONCAT_WS(
      '; ',
      CASE
        WHEN low_exact IS DISTINCT FROM high_exact AND (
          haq IS NULL
        )
        THEN CONCAT('missing: ', COALESCE(CONCAT_WS(', ', CASE WHEN haq IS NULL THEN 'haq' END), ''))
      END
    ),
    ''
  ) AS reason
FROM (
  SELECT
    *,
    term_1_low AS low_exact,
    term_1_high AS high_exact
  FROM (
    SELECT
      *,
      1 * COALESCE(haq, 0) AS term_1_low,
      1 * COALESCE(haq, 3) AS term_1_high
    FROM (
      SELECT
        USUBJID,
        ADT,
        haq
      FROM assessment_5
    ) AS layer
  ) AS layer
) AS evaluated;

-- result_imacs_improvement
SELECT
  USUBJID,
  ADT,
  CASE WHEN low_exact = high_exact THEN CAST(low_exact AS DOUBLE) END AS value,
  CAST(low_exact AS DOUBLE) AS low,
  CAST(high_exact AS DOUBLE) AS high,
  CASE WHEN low_exact = high_exact THEN 'DETERMINED' ELSE 'UNDETERMINED' END AS status,
  CAST(CASE WHEN holds THEN 'Y' WHEN NOT holds THEN 'N' ELSE 'UNDETERMINED' END AS STRING) AS category,
  NULLIF(
    CONCAT_WS(
      '; ',
      CASE
        WHEN low_exact IS DISTINCT FROM high_exact
        AND (
          phga_base IS NULL
          OR ptga_base IS NULL
          OR mmt_base IS NULL
          OR haq_base IS NULL
          OR exm_base IS NULL
          OR enzyme_base IS NULL
          OR phga IS NULL
          OR ptga IS NULL
          OR mmt IS NULL
          OR haq IS NULL
          OR exm IS NULL
          OR enzyme IS NULL
        )
        THEN CONCAT(
          'missing: ',
          COALESCE(
            CONCAT_WS(
              ', ',
              CASE WHEN phga_base IS NULL THEN 'phga_base' END,
              CASE WHEN ptga_base IS NULL THEN 'ptga_base' END,
              CASE WHEN mmt_base IS NULL THEN 'mmt_base' END,
              CASE WHEN haq_base IS NULL THEN 'haq_base' END,
              CASE WHEN exm_base IS NULL THEN 'exm_base' END,
              CASE WHEN enzyme_base IS NULL THEN 'enzyme_base' END,
              CASE WHEN phga IS NULL THEN 'phga' END,
              CASE WHEN ptga IS NULL THEN 'ptga' END,
              CASE WHEN mmt IS NULL THEN 'mmt' END,
              CASE WHEN haq IS NULL THEN 'haq' END,
              CASE WHEN exm IS NULL THEN 'exm' END,
              CASE WHEN enzyme IS NULL THEN 'enzyme' END
            ),
            ''
          )
        )
      END,
      CASE
        WHEN holds IS NULL AND clause_better_phga IS NULL
        THEN 'open: physician global better by 20 % of its baseline'
        WHEN NOT holds AND NOT clause_better_phga
        THEN 'not met: physician global better by 20 % of its baseline'
      END,
      CASE
        WHEN holds IS NULL AND clause_better_ptga IS NULL
        THEN 'open: patient global better by 20 % of its baseline'
        WHEN NOT holds AND NOT clause_better_ptga
        THEN 'not met: patient global better by 20 % of its baseline'
      END,
      CASE
        WHEN holds IS NULL AND clause_better_mmt IS NULL
        THEN 'open: muscle strength better by 20 % of its baseline'
        WHEN NOT holds AND NOT clause_better_mmt
        THEN 'not met: muscle strength better by 20 % of its baseline'
      END,
      CASE
        WHEN holds IS NULL AND clause_better_haq IS NULL
        THEN 'open: HAQ better by 20 % of its baseline'
        WHEN NOT holds AND NOT clause_better_haq
        THEN 'not met: HAQ better by 20 % of its baseline'
      END,
      CASE
        WHEN holds IS NULL AND clause_better_exm IS NULL
        THEN 'open: extramuscular global better by 20 % of its baseline'
        WHEN NOT holds AND NOT clause_better_exm
        THEN 'not met: extramuscular global better by 20 % of its baseline'
      END,
      CASE
        WHEN holds IS NULL AND clause_better_enzyme IS NULL
        THEN 'open: muscle enzyme better by 20 % of its baseline'
        WHEN NOT holds AND NOT clause_better_enzyme
        THEN 'not met: muscle enzyme better by 20 % of its baseline'
      END,
      CASE
        WHEN holds IS NULL AND clause_worse_phga IS NULL
        THEN 'open: physician global worse'
        WHEN NOT holds AND NOT clause_worse_phga
        THEN 'not met: physician global worse'
      END,
      CASE
        WHEN holds IS NULL AND clause_worse_ptga IS NULL
        THEN 'open: patient global worse'
        WHEN NOT holds AND NOT clause_worse_ptga
        THEN 'not met: patient global worse'
      END,
      CASE
        WHEN holds IS NULL AND clause_worse_mmt IS NULL
        THEN 'open: muscle strength worse'
        WHEN NOT holds AND NOT clause_worse_mmt
        THEN 'not met: muscle strength worse'
      END,
      CASE
        WHEN holds IS NULL AND clause_worse_haq IS NULL
        THEN 'open: HAQ worse'
        WHEN NOT holds AND NOT clause_worse_haq
        THEN 'not met: HAQ worse'
      END,
      CASE
        WHEN holds IS NULL AND clause_worse_exm IS NULL
        THEN 'open: extramuscular global worse'
        WHEN NOT holds AND NOT clause_worse_exm
        THEN 'not met: extramuscular global worse'
      END,
      CASE
        WHEN holds IS NULL AND clause_worse_enzyme IS NULL
        THEN 'open: muscle enzyme worse'
        WHEN NOT holds AND NOT clause_worse_enzyme
        THEN 'not met: muscle enzyme worse'
      END
    ),
    ''
  ) AS reason
FROM (
  SELECT
    *,
    CASE WHEN holds THEN 1 ELSE 0 END AS low_exact,
    CASE WHEN NOT holds THEN 0 ELSE 1 END AS high_exact
  FROM (
    SELECT
      *,
      (
        CASE
          WHEN CASE WHEN (
            clause_better_phga
          ) THEN 1 ELSE 0 END + CASE WHEN (
            clause_better_ptga
          ) THEN 1 ELSE 0 END + CASE WHEN (
            clause_better_mmt
          ) THEN 1 ELSE 0 END + CASE WHEN (
            clause_better_haq
          ) THEN 1 ELSE 0 END + CASE WHEN (
            clause_better_exm
          ) THEN 1 ELSE 0 END + CASE WHEN (
            clause_better_enzyme
          ) THEN 1 ELSE 0 END >= 3
          THEN TRUE
          WHEN CASE WHEN NOT (
            clause_better_phga
          ) THEN 0 ELSE 1 END + CASE WHEN NOT (
            clause_better_ptga
          ) THEN 0 ELSE 1 END + CASE WHEN NOT (
            clause_better_mmt
          ) THEN 0 ELSE 1 END + CASE WHEN NOT (
            clause_better_haq
          ) THEN 0 ELSE 1 END + CASE WHEN NOT (
            clause_better_exm
          ) THEN 0 ELSE 1 END + CASE WHEN NOT (
            clause_better_enzyme
          ) THEN 0 ELSE 1 END < 3
          THEN FALSE
        END
      )
      AND NOT (
        CASE
          WHEN CASE WHEN (
            clause_worse_phga
          ) THEN 1 ELSE 0 END + CASE WHEN (
            clause_worse_ptga
          ) THEN 1 ELSE 0 END + CASE WHEN (
            clause_worse_mmt
          ) THEN 1 ELSE 0 END + CASE WHEN (
            clause_worse_haq
          ) THEN 1 ELSE 0 END + CASE WHEN (
            clause_worse_exm
          ) THEN 1 ELSE 0 END + CASE WHEN (
            clause_worse_enzyme
          ) THEN 1 ELSE 0 END >= 3
          THEN TRUE
          WHEN CASE WHEN NOT (
            clause_worse_phga
          ) THEN 0 ELSE 1 END + CASE WHEN NOT (
            clause_worse_ptga
          ) THEN 0 ELSE 1 END + CASE WHEN NOT (
            clause_worse_mmt
          ) THEN 0 ELSE 1 END + CASE WHEN NOT (
            clause_worse_haq
          ) THEN 0 ELSE 1 END + CASE WHEN NOT (
            clause_worse_exm
          ) THEN 0 ELSE 1 END + CASE WHEN NOT (
            clause_worse_enzyme
          ) THEN 0 ELSE 1 END < 3
          THEN FALSE
        END
      )
      AND NOT clause_worse_mmt AS holds
    FROM (
      SELECT
        *,
        CASE
          WHEN phga_base = 0
          THEN FALSE
          ELSE 100 * (
            phga_base - phga
          ) >= 20 * phga_base
        END AS clause_better_phga,
        CASE
          WHEN ptga_base = 0
          THEN FALSE
          ELSE 100 * (
            ptga_base - ptga
          ) >= 20 * ptga_base
        END AS clause_better_ptga,
        CASE
          WHEN mmt_base = 0
          THEN FALSE
          ELSE 100 * (
            mmt - mmt_base
          ) >= 20 * mmt_base
        END AS clause_better_mmt,
        CASE
          WHEN haq_base = 0
          THEN FALSE
          ELSE 100 * (
            haq_base - haq
          ) >= 20 * haq_base
        END AS clause_better_haq,
        CASE
          WHEN exm_base = 0
          THEN FALSE
          ELSE 100 * (
            exm_base - exm
          ) >= 20 * exm_base
        END AS clause_better_exm,
        CASE
          WHEN enzyme_base = 0
          THEN FALSE
          ELSE 100 * (
            enzyme_base - enzyme
          ) >= 20 * enzyme_base
        END AS clause_better_enzyme,
        CASE
          WHEN phga_base = 0
          THEN (
            TRUE
          ) AND phga > 0.1
          ELSE 100 * (
            phga - phga_base
          ) >= 25 * phga_base
        END AS clause_worse_phga,
        CASE
          WHEN ptga_base = 0
          THEN (
            TRUE
          ) AND ptga > 0.1
          ELSE 100 * (
            ptga - ptga_base
          ) >= 25 * ptga_base
        END AS clause_worse_ptga,
        CASE
          WHEN mmt_base = 0
          THEN FALSE
          ELSE 100 * (
            mmt_base - mmt
          ) >= 25 * mmt_base
        END AS clause_worse_mmt,
        CASE
          WHEN haq_base = 0
          THEN (
            TRUE
          ) AND haq > 0.125
          ELSE 100 * (
            haq - haq_base
          ) >= 25 * haq_base
        END AS clause_worse_haq,
        CASE
          WHEN exm_base = 0
          THEN (
            TRUE
          ) AND exm > 0.1
          ELSE 100 * (
            exm - exm_base
          ) >= 25 * exm_base
        END AS clause_worse_exm,
        CASE
          WHEN enzyme_base = 0
          THEN (
            TRUE
          ) AND enzyme > 0
          ELSE 100 * (
            enzyme - enzyme_base
          ) >= 25 * enzyme_base
        END AS clause_worse_enzyme
      FROM (
        SELECT
          USUBJID,
          ADT,
          phga_base,
          ptga_base,
          mmt_base,
          haq_base,
          exm_base,
          enzyme_base,
          phga,
          ptga,
          mmt,
          haq,
          exm,
          enzyme
        FROM assessment_6
      ) AS layer
    ) AS layer
  ) AS layer
) AS evaluated;

-- result_imacs_worsening
SELECT
  USUBJID,
  ADT,
  CASE WHEN low_exact = high_exact THEN CAST(low_exact AS DOUBLE) END AS value,
  CAST(low_exact AS DOUBLE) AS low,
  CAST(high_exact AS DOUBLE) AS high,
  CASE WHEN low_exact = high_exact THEN 'DETERMINED' ELSE 'UNDETERMINED' END AS status,
  CAST(CASE WHEN holds THEN 'Y' WHEN NOT holds THEN 'N' ELSE 'UNDETERMINED' END AS STRING) AS category,
  NULLIF(
    CONCAT_WS(
      '; ',
      CASE
        WHEN low_exact IS DISTINCT FROM high_exact
        AND (
          phga_base IS NULL
          OR ptga_base IS NULL
          OR mmt_base IS NULL
          OR haq_base IS NULL
          OR exm_base IS NULL
          OR enzyme_base IS NULL
          OR phga IS NULL
          OR ptga IS NULL
          OR mmt IS NULL
          OR haq IS NULL
          OR exm IS NULL
          OR enzyme IS NULL
        )
        THEN CONCAT(
          'missing: ',
          COALESCE(
            CONCAT_WS(
              ', ',
              CASE WHEN phga_base IS NULL THEN 'phga_base' END,
              CASE WHEN ptga_base IS NULL THEN 'ptga_base' END,
              CASE WHEN mmt_base IS NULL THEN 'mmt_base' END,
              CASE WHEN haq_base IS NULL THEN 'haq_base' END,
              CASE WHEN exm_base IS NULL THEN 'exm_base' END,
              CASE WHEN enzyme_base IS NULL THEN 'enzyme_base' END,
              CASE WHEN phga IS NULL THEN 'phga' END,
              CASE WHEN ptga IS NULL THEN 'ptga' END,
              CASE WHEN mmt IS NULL THEN 'mmt' END,
              CASE WHEN haq IS NULL THEN 'haq' END,
              CASE WHEN exm IS NULL THEN 'exm' END,
              CASE WHEN enzyme IS NULL THEN 'enzyme' END
            ),
            ''
          )
        )
      END,
      CASE
        WHEN holds IS NULL AND clause_strength IS NULL
        THEN 'open: physician global worse by 2 cm and muscle strength worse by 20 %'
        WHEN NOT holds AND NOT clause_strength
        THEN 'not met: physician global worse by 2 cm and muscle strength worse by 20 %'
      END,
      CASE
        WHEN holds IS NULL AND clause_extramuscular IS NULL
        THEN 'open: extramuscular global worse by 2 cm'
        WHEN NOT holds AND NOT clause_extramuscular
        THEN 'not met: extramuscular global worse by 2 cm'
      END,
      CASE
        WHEN holds IS NULL AND clause_three IS NULL
        THEN 'open: three of 6 core set measures worse by 30 %'
        WHEN NOT holds AND NOT clause_three
        THEN 'not met: three of 6 core set measures worse by 30 %'
      END
    ),
    ''
  ) AS reason
FROM (
  SELECT
    *,
    CASE WHEN holds THEN 1 ELSE 0 END AS low_exact,
    CASE WHEN NOT holds THEN 0 ELSE 1 END AS high_exact
  FROM (
    SELECT
      *,
      clause_strength OR clause_extramuscular OR clause_three AS holds
    FROM (
      SELECT
        *,
        phga - phga_base >= 2
        AND (
          CASE
            WHEN mmt_base = 0
            THEN FALSE
            ELSE 100 * (
              mmt_base - mmt
            ) >= 20 * mmt_base
          END
        ) AS clause_strength,
        exm - exm_base >= 2 AS clause_extramuscular,
        CASE
          WHEN CASE
            WHEN (
              CASE
                WHEN phga_base = 0
                THEN (
                  TRUE
                ) AND phga > 0.1
                ELSE 100 * (
                  phga - phga_base
                ) >= 30 * phga_base
              END
            )
            THEN 1
            ELSE 0
          END + CASE
            WHEN (
              CASE
                WHEN ptga_base = 0
                THEN (
                  TRUE
                ) AND ptga > 0.1
                ELSE 100 * (
                  ptga - ptga_base
                ) >= 30 * ptga_base
              END
            )
            THEN 1
            ELSE 0
          END + CASE
            WHEN (
              CASE
                WHEN mmt_base = 0
                THEN FALSE
                ELSE 100 * (
                  mmt_base - mmt
                ) >= 30 * mmt_base
              END
            )
            THEN 1
            ELSE 0
          END + CASE
            WHEN (
              CASE
                WHEN haq_base = 0
                THEN (
                  TRUE
                ) AND haq > 0.125
                ELSE 100 * (
                  haq - haq_base
                ) >= 30 * haq_base
              END
            )
            THEN 1
            ELSE 0
          END + CASE
            WHEN (
              CASE
                WHEN exm_base = 0
                THEN (
                  TRUE
                ) AND exm > 0.1
                ELSE 100 * (
                  exm - exm_base
                ) >= 30 * exm_base
              END
            )
            THEN 1
            ELSE 0
          END + CASE
            WHEN (
              CASE
                WHEN enzyme_base = 0
                THEN (
                  TRUE
                ) AND enzyme > 0
                ELSE 100 * (
                  enzyme - enzyme_base
                ) >= 30 * enzyme_base
              END
            )
            THEN 1
            ELSE 0
          END >= 3
          THEN TRUE
          WHEN CASE
            WHEN NOT (
              CASE
                WHEN phga_base = 0
                THEN (
                  TRUE
                ) AND phga > 0.1
                ELSE 100 * (
                  phga - phga_base
                ) >= 30 * phga_base
              END
            )
            THEN 0
            ELSE 1
          END + CASE
            WHEN NOT (
              CASE
                WHEN ptga_base = 0
                THEN (
                  TRUE
                ) AND ptga > 0.1
                ELSE 100 * (
                  ptga - ptga_base
                ) >= 30 * ptga_base
              END
            )
            THEN 0
            ELSE 1
          END + CASE
            WHEN NOT (
              CASE
                WHEN mmt_base = 0
                THEN FALSE
                ELSE 100 * (
                  mmt_base - mmt
                ) >= 30 * mmt_base
              END
            )
            THEN 0
            ELSE 1
          END + CASE
            WHEN NOT (
              CASE
                WHEN haq_base = 0
                THEN (
                  TRUE
                ) AND haq > 0.125
                ELSE 100 * (
                  haq - haq_base
                ) >= 30 * haq_base
              END
            )
            THEN 0
            ELSE 1
          END + CASE
            WHEN NOT (
              CASE
                WHEN exm_base = 0
                THEN (
                  TRUE
                ) AND exm > 0.1
                ELSE 100 * (
                  exm - exm_base
                ) >= 30 * exm_base
              END
            )
            THEN 0
            ELSE 1
          END + CASE
            WHEN NOT (
              CASE
                WHEN enzyme_base = 0
                THEN (
                  TRUE
                ) AND enzyme > 0
                ELSE 100 * (
                  enzyme - enzyme_base
                ) >= 30 * enzyme_base
              END
            )
            THEN 0
            ELSE 1
          END < 3
          THEN FALSE
        END AS clause_three
      FROM (
        SELECT
          USUBJID,
          ADT,
          phga_base,
          ptga_base,
          mmt_base,
          haq_base,
          exm_base,
          enzyme_base,
          phga,
          ptga,
          mmt,
          haq,
          exm,
          enzyme
        FROM assessment_6
      ) AS layer
    ) AS layer
  ) AS layer
) AS evaluated;

-- result_lldas_2016
SELECT
  USUBJID,
  ADT,
  CASE WHEN low_exact = high_exact THEN CAST(low_exact AS DOUBLE) END AS value,
  CAST(low_exact AS DOUBLE) AS low,
  CAST(high_exact AS DOUBLE) AS high,
  CASE WHEN low_exact = high_exact THEN 'DETERMINED' ELSE 'UNDETERMINED' END AS status,
  CAST(CASE WHEN holds THEN 'Y' WHEN NOT holds THEN 'N' ELSE 'UNDETERMINED' END AS STRING) AS category,
  NULLIF(
    CONCAT_WS(
      '; ',
      CASE
        WHEN low_exact IS DISTINCT FROM high_exact
        AND (
          seizure IS NULL
          OR psychosis IS NULL
          OR obs IS NULL
          OR visual IS NULL
          OR cranial IS NULL
          OR headache IS NULL
          OR cva IS NULL
          OR vasculitis IS NULL
          OR arthritis IS NULL
          OR myositis IS NULL
          OR casts IS NULL
          OR hematuria IS NULL
          OR proteinuria IS NULL
          OR pyuria IS NULL
          OR rash IS NULL
          OR alopecia IS NULL
          OR ulcers IS NULL
          OR pleurisy IS NULL
          OR pericarditis IS NULL
          OR lowcomp IS NULL
          OR dsdna IS NULL
          OR fever IS NULL
          OR thrombo IS NULL
          OR leuko IS NULL
          OR new_activity IS NULL
          OR haemolytic_anaemia IS NULL
          OR gi_activity IS NULL
          OR pga IS NULL
          OR prednisone_mg IS NULL
          OR is_standard IS NULL
          OR investigational IS NULL
        )
        THEN CONCAT(
          'missing: ',
          COALESCE(
            CONCAT_WS(
              ', ',
              CASE WHEN seizure IS NULL THEN 'seizure' END,
              CASE WHEN psychosis IS NULL THEN 'psychosis' END,
              CASE WHEN obs IS NULL THEN 'obs' END,
              CASE WHEN visual IS NULL THEN 'visual' END,
              CASE WHEN cranial IS NULL THEN 'cranial' END,
              CASE WHEN headache IS NULL THEN 'headache' END,
              CASE WHEN cva IS NULL THEN 'cva' END,
              CASE WHEN vasculitis IS NULL THEN 'vasculitis' END,
              CASE WHEN arthritis IS NULL THEN 'arthritis' END,
              CASE WHEN myositis IS NULL THEN 'myositis' END,
              CASE WHEN casts IS NULL THEN 'casts' END,
              CASE WHEN hematuria IS NULL THEN 'hematuria' END,
              CASE WHEN proteinuria IS NULL THEN 'proteinuria' END,
              CASE WHEN pyuria IS NULL THEN 'pyuria' END,
              CASE WHEN rash IS NULL THEN 'rash' END,
              CASE WHEN alopecia IS NULL THEN 'alopecia' END,
              CASE WHEN ulcers IS NULL THEN 'ulcers' END,
              CASE WHEN pleurisy IS NULL THEN 'pleurisy' END,
              CASE WHEN pericarditis IS NULL THEN 'pericarditis' END,
              CASE WHEN lowcomp IS NULL THEN 'lowcomp' END,
              CASE WHEN dsdna IS NULL THEN 'dsdna' END,
              CASE WHEN fever IS NULL THEN 'fever' END,
              CASE WHEN thrombo IS NULL THEN 'thrombo' END,
              CASE WHEN leuko IS NULL THEN 'leuko' END,
              CASE WHEN new_activity IS NULL THEN 'new_activity' END,
              CASE WHEN haemolytic_anaemia IS NULL THEN 'haemolytic_anaemia' END,
              CASE WHEN gi_activity IS NULL THEN 'gi_activity' END,
              CASE WHEN pga IS NULL THEN 'pga' END,
              CASE WHEN prednisone_mg IS NULL THEN 'prednisone_mg' END,
              CASE WHEN is_standard IS NULL THEN 'is_standard' END,
              CASE WHEN investigational IS NULL THEN 'investigational' END
            ),
            ''
          )
        )
      END,
      CASE
        WHEN holds IS NULL AND clause_sledai IS NULL
        THEN 'open: SLEDAI-2K at most 4'
        WHEN NOT holds AND NOT clause_sledai
        THEN 'not met: SLEDAI-2K at most 4'
      END,
      CASE
        WHEN holds IS NULL AND clause_major_organs IS NULL
        THEN 'open: no renal, CNS, cardiopulmonary activity, vasculitis or fever'
        WHEN NOT holds AND NOT clause_major_organs
        THEN 'not met: no renal, CNS, cardiopulmonary activity, vasculitis or fever'
      END,
      CASE
        WHEN holds IS NULL AND clause_myositis IS NULL
        THEN 'open: no myositis'
        WHEN NOT holds AND NOT clause_myositis
        THEN 'not met: no myositis'
      END,
      CASE
        WHEN holds IS NULL AND clause_haemolysis IS NULL
        THEN 'open: no haemolytic anaemia'
        WHEN NOT holds AND NOT clause_haemolysis
        THEN 'not met: no haemolytic anaemia'
      END,
      CASE
        WHEN holds IS NULL AND clause_gi IS NULL
        THEN 'open: no gastrointestinal activity'
        WHEN NOT holds AND NOT clause_gi
        THEN 'not met: no gastrointestinal activity'
      END,
      CASE
        WHEN holds IS NULL AND clause_new_activity IS NULL
        THEN 'open: no new activity since the previous assessment'
        WHEN NOT holds AND NOT clause_new_activity
        THEN 'not met: no new activity since the previous assessment'
      END,
      CASE
        WHEN holds IS NULL AND clause_pga IS NULL
        THEN 'open: physician global at most 1'
        WHEN NOT holds AND NOT clause_pga
        THEN 'not met: physician global at most 1'
      END,
      CASE
        WHEN holds IS NULL AND clause_glucocorticoid IS NULL
        THEN 'open: prednisone equivalent at most 7.5 mg/day'
        WHEN NOT holds AND NOT clause_glucocorticoid
        THEN 'not met: prednisone equivalent at most 7.5 mg/day'
      END,
      CASE
        WHEN holds IS NULL AND clause_standard IS NULL
        THEN 'open: immunosuppressives and biologics at standard doses'
        WHEN NOT holds AND NOT clause_standard
        THEN 'not met: immunosuppressives and biologics at standard doses'
      END,
      CASE
        WHEN holds IS NULL AND clause_investigational IS NULL
        THEN 'open: no investigational drug'
        WHEN NOT holds AND NOT clause_investigational
        THEN 'not met: no investigational drug'
      END
    ),
    ''
  ) AS reason
FROM (
  SELECT
    *,
    CASE WHEN holds THEN 1 ELSE 0 END AS low_exact,
    CASE WHEN NOT holds THEN 0 ELSE 1 END AS high_exact
  FROM (
    SELECT
      *,
      clause_sledai
      AND clause_major_organs
      AND clause_myositis
      AND clause_haemolysis
      AND clause_gi
      AND clause_new_activity
      AND clause_pga
      AND clause_glucocorticoid
      AND clause_standard
      AND clause_investigational AS holds
    FROM (
      SELECT
        *,
        CASE WHEN sledai_high <= 4 THEN TRUE WHEN sledai_low > 4 THEN FALSE END AS clause_sledai,
        seizure = 0
        AND psychosis = 0
        AND obs = 0
        AND visual = 0
        AND cranial = 0
        AND headache = 0
        AND cva = 0
        AND vasculitis = 0
        AND casts = 0
        AND hematuria = 0
        AND proteinuria = 0
        AND pyuria = 0
        AND pleurisy = 0
        AND pericarditis = 0
        AND fever = 0 AS clause_major_organs,
        myositis = 0 AS clause_myositis,
        haemolytic_anaemia = 0 AS clause_haemolysis,
        gi_activity = 0 AS clause_gi,
        new_activity = 0 AS clause_new_activity,
        pga <= 1 AS clause_pga,
        prednisone_mg <= 7.5 AS clause_glucocorticoid,
        is_standard = 1 AS clause_standard,
        investigational = 0 AS clause_investigational
      FROM (
        SELECT
          *,
          8 * COALESCE(seizure, 0) + 8 * COALESCE(psychosis, 0) + 8 * COALESCE(obs, 0) + 8 * COALESCE(visual, 0) + 8 * COALESCE(cranial, 0) + 8 * COALESCE(headache, 0) + 8 * COALESCE(cva, 0) + 8 * COALESCE(vasculitis, 0) + 4 * COALESCE(arthritis, 0) + 4 * COALESCE(myositis, 0) + 4 * COALESCE(casts, 0) + 4 * COALESCE(hematuria, 0) + 4 * COALESCE(proteinuria, 0) + 4 * COALESCE(pyuria, 0) + 2 * COALESCE(rash, 0) + 2 * COALESCE(alopecia, 0) + 2 * COALESCE(ulcers, 0) + 2 * COALESCE(pleurisy, 0) + 2 * COALESCE(pericarditis, 0) + 2 * COALESCE(lowcomp, 0) + 2 * COALESCE(dsdna, 0) + 1 * COALESCE(fever, 0) + 1 * COALESCE(thrombo, 0) + 1 * COALESCE(leuko, 0) AS sledai_low,
          8 * COALESCE(seizure, 1) + 8 * COALESCE(psychosis, 1) + 8 * COALESCE(obs, 1) + 8 * COALESCE(visual, 1) + 8 * COALESCE(cranial, 1) + 8 * COALESCE(headache, 1) + 8 * COALESCE(cva, 1) + 8 * COALESCE(vasculitis, 1) + 4 * COALESCE(arthritis, 1) + 4 * COALESCE(myositis, 1) + 4 * COALESCE(casts, 1) + 4 * COALESCE(hematuria, 1) + 4 * COALESCE(proteinuria, 1) + 4 * COALESCE(pyuria, 1) + 2 * COALESCE(rash, 1) + 2 * COALESCE(alopecia, 1) + 2 * COALESCE(ulcers, 1) + 2 * COALESCE(pleurisy, 1) + 2 * COALESCE(pericarditis, 1) + 2 * COALESCE(lowcomp, 1) + 2 * COALESCE(dsdna, 1) + 1 * COALESCE(fever, 1) + 1 * COALESCE(thrombo, 1) + 1 * COALESCE(leuko, 1) AS sledai_high
        FROM (
          SELECT
            USUBJID,
            ADT,
            seizure,
            psychosis,
            obs,
            visual,
            cranial,
            headache,
            cva,
            vasculitis,
            arthritis,
            myositis,
            casts,
            hematuria,
            proteinuria,
            pyuria,
            rash,
            alopecia,
            ulcers,
            pleurisy,
            pericarditis,
            lowcomp,
            dsdna,
            fever,
            thrombo,
            leuko,
            new_activity,
            haemolytic_anaemia,
            gi_activity,
            pga,
            prednisone_mg,
            is_standard,
            investigational
          FROM assessment_1
        ) AS layer
      ) AS layer
    ) AS layer
  ) AS layer
) AS evaluated;

-- result_ln_eular_2019_12m
SELECT
  USUBJID,
  ADT,
  CASE WHEN low_exact = high_exact THEN CAST(low_exact AS DOUBLE) END AS value,
  CAST(low_exact AS DOUBLE) AS low,
  CAST(high_exact AS DOUBLE) AS high,
  CASE WHEN low_exact = high_exact THEN 'DETERMINED' ELSE 'UNDETERMINED' END AS status,
  CAST(CASE WHEN holds THEN 'Y' WHEN NOT holds THEN 'N' ELSE 'UNDETERMINED' END AS STRING) AS category,
  NULLIF(
    CONCAT_WS(
      '; ',
      CASE
        WHEN low_exact IS DISTINCT FROM high_exact
        AND (
          upcr IS NULL OR egfr IS NULL OR egfr_base IS NULL
        )
        THEN CONCAT(
          'missing: ',
          COALESCE(
            CONCAT_WS(
              ', ',
              CASE WHEN upcr IS NULL THEN 'upcr' END,
              CASE WHEN egfr IS NULL THEN 'egfr' END,
              CASE WHEN egfr_base IS NULL THEN 'egfr_base' END
            ),
            ''
          )
        )
      END,
      CASE
        WHEN holds IS NULL AND clause_upcr IS NULL
        THEN 'open: protein/creatinine ratio below the limit at 12 months'
        WHEN NOT holds AND NOT clause_upcr
        THEN 'not met: protein/creatinine ratio below the limit at 12 months'
      END,
      CASE
        WHEN holds IS NULL AND clause_egfr IS NULL
        THEN 'open: kidney function kept'
        WHEN NOT holds AND NOT clause_egfr
        THEN 'not met: kidney function kept'
      END
    ),
    ''
  ) AS reason
FROM (
  SELECT
    *,
    CASE WHEN holds THEN 1 ELSE 0 END AS low_exact,
    CASE WHEN NOT holds THEN 0 ELSE 1 END AS high_exact
  FROM (
    SELECT
      *,
      clause_upcr AND clause_egfr AS holds
    FROM (
      SELECT
        *,
        upcr < 0.7 AS clause_upcr,
        100 * egfr >= 90 * (
          egfr_base
        ) AS clause_egfr
      FROM (
        SELECT
          USUBJID,
          ADT,
          upcr,
          egfr,
          egfr_base,
          egfr_preflare,
          egfr_biopsy
        FROM assessment_14
      ) AS layer
    ) AS layer
  ) AS layer
) AS evaluated;

-- result_ln_eular_2019_3m
SELECT
  USUBJID,
  ADT,
  CASE
    WHEN COALESCE(NOT (
      upcr_base > 0
    ), FALSE)
    THEN NULL
    ELSE CASE WHEN low_exact = high_exact THEN CAST(low_exact AS DOUBLE) END
  END AS value,
  CASE
    WHEN COALESCE(NOT (
      upcr_base > 0
    ), FALSE)
    THEN NULL
    ELSE CAST(low_exact AS DOUBLE)
  END AS low,
  CASE
    WHEN COALESCE(NOT (
      upcr_base > 0
    ), FALSE)
    THEN NULL
    ELSE CAST(high_exact AS DOUBLE)
  END AS high,
  CASE
    WHEN COALESCE(NOT (
      upcr_base > 0
    ), FALSE)
    THEN 'NOT_APPLICABLE'
    ELSE CASE WHEN low_exact = high_exact THEN 'DETERMINED' ELSE 'UNDETERMINED' END
  END AS status,
  CASE
    WHEN COALESCE(NOT (
      upcr_base > 0
    ), FALSE)
    THEN NULL
    ELSE CAST(CASE WHEN holds THEN 'Y' WHEN NOT holds THEN 'N' ELSE 'UNDETERMINED' END AS STRING)
  END AS category,
  CASE
    WHEN COALESCE(NOT (
      upcr_base > 0
    ), FALSE)
    THEN 'not applicable: proteinuria at baseline above 0'
    ELSE NULLIF(
      CONCAT_WS(
        '; ',
        CASE
          WHEN low_exact IS DISTINCT FROM high_exact
          AND (
            upcr IS NULL OR upcr_base IS NULL OR egfr IS NULL OR egfr_base IS NULL
          )
          THEN CONCAT(
            'missing: ',
            COALESCE(
              CONCAT_WS(
                ', ',
                CASE WHEN upcr IS NULL THEN 'upcr' END,
                CASE WHEN upcr_base IS NULL THEN 'upcr_base' END,
                CASE WHEN egfr IS NULL THEN 'egfr' END,
                CASE WHEN egfr_base IS NULL THEN 'egfr_base' END
              ),
              ''
            )
          )
        END,
        CASE
          WHEN holds IS NULL AND clause_fall IS NULL
          THEN 'open: proteinuria down by 25 % or more'
          WHEN NOT holds AND NOT clause_fall
          THEN 'not met: proteinuria down by 25 % or more'
        END,
        CASE
          WHEN holds IS NULL AND clause_egfr IS NULL
          THEN 'open: kidney function kept'
          WHEN NOT holds AND NOT clause_egfr
          THEN 'not met: kidney function kept'
        END
      ),
      ''
    )
  END AS reason
FROM (
  SELECT
    *,
    CASE WHEN holds THEN 1 ELSE 0 END AS low_exact,
    CASE WHEN NOT holds THEN 0 ELSE 1 END AS high_exact
  FROM (
    SELECT
      *,
      clause_fall AND clause_egfr AS holds
    FROM (
      SELECT
        *,
        100 * upcr <= 75 * upcr_base AS clause_fall,
        100 * egfr >= 90 * (
          egfr_base
        ) AS clause_egfr
      FROM (
        SELECT
          USUBJID,
          ADT,
          upcr,
          upcr_base,
          egfr,
          egfr_base,
          egfr_preflare,
          egfr_biopsy
        FROM assessment_14
      ) AS layer
    ) AS layer
  ) AS layer
) AS evaluated;

-- result_ln_eular_2019_6m
SELECT
  USUBJID,
  ADT,
  CASE
    WHEN COALESCE(NOT (
      upcr_base > 0
    ), FALSE)
    THEN NULL
    ELSE CASE WHEN low_exact = high_exact THEN CAST(low_exact AS DOUBLE) END
  END AS value,
  CASE
    WHEN COALESCE(NOT (
      upcr_base > 0
    ), FALSE)
    THEN NULL
    ELSE CAST(low_exact AS DOUBLE)
  END AS low,
  CASE
    WHEN COALESCE(NOT (
      upcr_base > 0
    ), FALSE)
    THEN NULL
    ELSE CAST(high_exact AS DOUBLE)
  END AS high,
  CASE
    WHEN COALESCE(NOT (
      upcr_base > 0
    ), FALSE)
    THEN 'NOT_APPLICABLE'
    ELSE CASE WHEN low_exact = high_exact THEN 'DETERMINED' ELSE 'UNDETERMINED' END
  END AS status,
  CASE
    WHEN COALESCE(NOT (
      upcr_base > 0
    ), FALSE)
    THEN NULL
    ELSE CAST(CASE WHEN holds THEN 'Y' WHEN NOT holds THEN 'N' ELSE 'UNDETERMINED' END AS STRING)
  END AS category,
  CASE
    WHEN COALESCE(NOT (
      upcr_base > 0
    ), FALSE)
    THEN 'not applicable: proteinuria at baseline above 0'
    ELSE NULLIF(
      CONCAT_WS(
        '; ',
        CASE
          WHEN low_exact IS DISTINCT FROM high_exact
          AND (
            upcr IS NULL OR upcr_base IS NULL OR egfr IS NULL OR egfr_base IS NULL
          )
          THEN CONCAT(
            'missing: ',
            COALESCE(
              CONCAT_WS(
                ', ',
                CASE WHEN upcr IS NULL THEN 'upcr' END,
                CASE WHEN upcr_base IS NULL THEN 'upcr_base' END,
                CASE WHEN egfr IS NULL THEN 'egfr' END,
                CASE WHEN egfr_base IS NULL THEN 'egfr_base' END
              ),
              ''
            )
          )
        END,
        CASE
          WHEN holds IS NULL AND clause_fall IS NULL
          THEN 'open: proteinuria down by 50 % or more'
          WHEN NOT holds AND NOT clause_fall
          THEN 'not met: proteinuria down by 50 % or more'
        END,
        CASE
          WHEN holds IS NULL AND clause_egfr IS NULL
          THEN 'open: kidney function kept'
          WHEN NOT holds AND NOT clause_egfr
          THEN 'not met: kidney function kept'
        END
      ),
      ''
    )
  END AS reason
FROM (
  SELECT
    *,
    CASE WHEN holds THEN 1 ELSE 0 END AS low_exact,
    CASE WHEN NOT holds THEN 0 ELSE 1 END AS high_exact
  FROM (
    SELECT
      *,
      clause_fall AND clause_egfr AS holds
    FROM (
      SELECT
        *,
        100 * upcr <= 50 * upcr_base AS clause_fall,
        100 * egfr >= 90 * (
          egfr_base
        ) AS clause_egfr
      FROM (
        SELECT
          USUBJID,
          ADT,
          upcr,
          upcr_base,
          egfr,
          egfr_base,
          egfr_preflare,
          egfr_biopsy
        FROM assessment_14
      ) AS layer
    ) AS layer
  ) AS layer
) AS evaluated;

-- result_ln_eular_2023_12m
SELECT
  USUBJID,
  ADT,
  CASE WHEN low_exact = high_exact THEN CAST(low_exact AS DOUBLE) END AS value,
  CAST(low_exact AS DOUBLE) AS low,
  CAST(high_exact AS DOUBLE) AS high,
  CASE WHEN low_exact = high_exact THEN 'DETERMINED' ELSE 'UNDETERMINED' END AS status,
  CAST(CASE WHEN holds THEN 'Y' WHEN NOT holds THEN 'N' ELSE 'UNDETERMINED' END AS STRING) AS category,
  NULLIF(
    CONCAT_WS(
      '; ',
      CASE
        WHEN low_exact IS DISTINCT FROM high_exact
        AND (
          upcr IS NULL OR egfr IS NULL OR egfr_base IS NULL OR prednisone_mg IS NULL
        )
        THEN CONCAT(
          'missing: ',
          COALESCE(
            CONCAT_WS(
              ', ',
              CASE WHEN upcr IS NULL THEN 'upcr' END,
              CASE WHEN egfr IS NULL THEN 'egfr' END,
              CASE WHEN egfr_base IS NULL THEN 'egfr_base' END,
              CASE WHEN prednisone_mg IS NULL THEN 'prednisone_mg' END
            ),
            ''
          )
        )
      END,
      CASE
        WHEN holds IS NULL AND clause_upcr IS NULL
        THEN 'open: protein/creatinine ratio below the limit at 12 months'
        WHEN NOT holds AND NOT clause_upcr
        THEN 'not met: protein/creatinine ratio below the limit at 12 months'
      END,
      CASE
        WHEN holds IS NULL AND clause_egfr IS NULL
        THEN 'open: kidney function kept'
        WHEN NOT holds AND NOT clause_egfr
        THEN 'not met: kidney function kept'
      END,
      CASE
        WHEN holds IS NULL AND clause_glucocorticoid IS NULL
        THEN 'open: prednisone equivalent at most 5 mg/day'
        WHEN NOT holds AND NOT clause_glucocorticoid
        THEN 'not met: prednisone equivalent at most 5 mg/day'
      END
    ),
    ''
  ) AS reason
FROM (
  SELECT
    *,
    CASE WHEN holds THEN 1 ELSE 0 END AS low_exact,
    CASE WHEN NOT holds THEN 0 ELSE 1 END AS high_exact
  FROM (
    SELECT
      *,
      clause_upcr AND clause_egfr AND clause_glucocorticoid AS holds
    FROM (
      SELECT
        *,
        upcr < 0.7 AS clause_upcr,
        100 * egfr >= 90 * (
          egfr_base
        ) AS clause_egfr,
        prednisone_mg <= 5 AS clause_glucocorticoid
      FROM (
        SELECT
          USUBJID,
          ADT,
          upcr,
          egfr,
          egfr_base,
          egfr_preflare,
          egfr_biopsy,
          prednisone_mg
        FROM assessment_14
      ) AS layer
    ) AS layer
  ) AS layer
) AS evaluated;

-- result_mmt8
SELECT
  USUBJID,
  ADT,
  CASE
    WHEN COALESCE(NOT (
      mmt <= mmt_max
    ), FALSE)
    THEN NULL
    ELSE CASE WHEN low_exact = high_exact THEN CAST(low_exact AS DOUBLE) END
  END AS value,
  CASE
    WHEN COALESCE(NOT (
      mmt <= mmt_max
    ), FALSE)
    THEN NULL
    ELSE CAST(low_exact AS DOUBLE)
  END AS low,
  CASE
    WHEN COALESCE(NOT (
      mmt <= mmt_max
    ), FALSE)
    THEN NULL
    ELSE CAST(high_exact AS DOUBLE)
  END AS high,
  CASE
    WHEN COALESCE(NOT (
      mmt <= mmt_max
    ), FALSE)
    THEN 'NOT_APPLICABLE'
    ELSE CASE WHEN low_exact = high_exact THEN 'DETERMINED' ELSE 'UNDETERMINED' END
  END AS status,
  CASE
    WHEN COALESCE(NOT (
      mmt <= mmt_max
    ), FALSE)
    THEN NULL
    ELSE CAST(NULL AS STRING)
  END AS category,
  CASE
    WHEN COALESCE(NOT (
      mmt <= mmt_max
    ), FALSE)
    THEN 'not applicable: the muscle test lies within the stated maximum'
    ELSE NULLIF(
      CONCAT_WS(
        '; ',
        CASE
          WHEN low_exact IS DISTINCT FROM high_exact AND (
            mmt IS NULL
          )
          THEN CONCAT('missing: ', COALESCE(CONCAT_WS(', ', CASE WHEN mmt IS NULL THEN 'mmt' END), ''))
        END
      ),
      ''
    )
  END AS reason
FROM (
  SELECT
    *,
    term_1_low AS low_exact,
    term_1_high AS high_exact
  FROM (
    SELECT
      *,
      1 * COALESCE(mmt, 0) AS term_1_low,
      1 * COALESCE(mmt, 260) AS term_1_high
    FROM (
      SELECT
        USUBJID,
        ADT,
        mmt,
        mmt_max
      FROM assessment_7
    ) AS layer
  ) AS layer
) AS evaluated;

-- result_mrss
SELECT
  USUBJID,
  ADT,
  CASE WHEN low_exact = high_exact THEN CAST(low_exact AS DOUBLE) END AS value,
  CAST(low_exact AS DOUBLE) AS low,
  CAST(high_exact AS DOUBLE) AS high,
  CASE WHEN low_exact = high_exact THEN 'DETERMINED' ELSE 'UNDETERMINED' END AS status,
  CAST(NULL AS STRING) AS category,
  NULLIF(
    CONCAT_WS(
      '; ',
      CASE
        WHEN low_exact IS DISTINCT FROM high_exact AND (
          mrss IS NULL
        )
        THEN CONCAT('missing: ', COALESCE(CONCAT_WS(', ', CASE WHEN mrss IS NULL THEN 'mrss' END), ''))
      END
    ),
    ''
  ) AS reason
FROM (
  SELECT
    *,
    term_1_low AS low_exact,
    term_1_high AS high_exact
  FROM (
    SELECT
      *,
      1 * COALESCE(mrss, 0) AS term_1_low,
      1 * COALESCE(mrss, 51) AS term_1_high
    FROM (
      SELECT
        USUBJID,
        ADT,
        mrss
      FROM assessment_8
    ) AS layer
  ) AS layer
) AS evaluated;

-- result_mrss_improvement
SELECT
  USUBJID,
  ADT,
  CASE WHEN low_exact = high_exact THEN CAST(low_exact AS DOUBLE) END AS value,
  CAST(low_exact AS DOUBLE) AS low,
  CAST(high_exact AS DOUBLE) AS high,
  CASE WHEN low_exact = high_exact THEN 'DETERMINED' ELSE 'UNDETERMINED' END AS status,
  CAST(CASE WHEN holds THEN 'Y' WHEN NOT holds THEN 'N' ELSE 'UNDETERMINED' END AS STRING) AS category,
  NULLIF(
    CONCAT_WS(
      '; ',
      CASE
        WHEN low_exact IS DISTINCT FROM high_exact AND (
          mrss_base IS NULL OR mrss IS NULL
        )
        THEN CONCAT(
          'missing: ',
          COALESCE(
            CONCAT_WS(
              ', ',
              CASE WHEN mrss_base IS NULL THEN 'mrss_base' END,
              CASE WHEN mrss IS NULL THEN 'mrss' END
            ),
            ''
          )
        )
      END,
      CASE
        WHEN holds IS NULL AND clause_points IS NULL
        THEN 'open: skin score down by the important difference'
        WHEN NOT holds AND NOT clause_points
        THEN 'not met: skin score down by the important difference'
      END
    ),
    ''
  ) AS reason
FROM (
  SELECT
    *,
    CASE WHEN holds THEN 1 ELSE 0 END AS low_exact,
    CASE WHEN NOT holds THEN 0 ELSE 1 END AS high_exact
  FROM (
    SELECT
      *,
      clause_points AS holds
    FROM (
      SELECT
        *,
        mrss_base - mrss >= 5 AS clause_points
      FROM (
        SELECT
          USUBJID,
          ADT,
          mrss_base,
          mrss
        FROM assessment_8
      ) AS layer
    ) AS layer
  ) AS layer
) AS evaluated;

-- result_mrss_progression
SELECT
  USUBJID,
  ADT,
  CASE WHEN low_exact = high_exact THEN CAST(low_exact AS DOUBLE) END AS value,
  CAST(low_exact AS DOUBLE) AS low,
  CAST(high_exact AS DOUBLE) AS high,
  CASE WHEN low_exact = high_exact THEN 'DETERMINED' ELSE 'UNDETERMINED' END AS status,
  CAST(CASE WHEN holds THEN 'Y' WHEN NOT holds THEN 'N' ELSE 'UNDETERMINED' END AS STRING) AS category,
  NULLIF(
    CONCAT_WS(
      '; ',
      CASE
        WHEN low_exact IS DISTINCT FROM high_exact AND (
          mrss_base IS NULL OR mrss IS NULL
        )
        THEN CONCAT(
          'missing: ',
          COALESCE(
            CONCAT_WS(
              ', ',
              CASE WHEN mrss_base IS NULL THEN 'mrss_base' END,
              CASE WHEN mrss IS NULL THEN 'mrss' END
            ),
            ''
          )
        )
      END,
      CASE
        WHEN holds IS NULL AND clause_points IS NULL
        THEN 'open: skin score up by more than 5'
        WHEN NOT holds AND NOT clause_points
        THEN 'not met: skin score up by more than 5'
      END,
      CASE
        WHEN holds IS NULL AND clause_percent IS NULL
        THEN 'open: skin score up by at least 25 %'
        WHEN NOT holds AND NOT clause_percent
        THEN 'not met: skin score up by at least 25 %'
      END
    ),
    ''
  ) AS reason
FROM (
  SELECT
    *,
    CASE WHEN holds THEN 1 ELSE 0 END AS low_exact,
    CASE WHEN NOT holds THEN 0 ELSE 1 END AS high_exact
  FROM (
    SELECT
      *,
      clause_points AND clause_percent AS holds
    FROM (
      SELECT
        *,
        mrss - mrss_base > 5 AS clause_points,
        CASE WHEN mrss_base > 0 THEN 100 * (
          mrss - mrss_base
        ) >= 25 * mrss_base END AS clause_percent
      FROM (
        SELECT
          USUBJID,
          ADT,
          mrss_base,
          mrss
        FROM assessment_8
      ) AS layer
    ) AS layer
  ) AS layer
) AS evaluated;

-- result_mrss_regression
SELECT
  USUBJID,
  ADT,
  CASE WHEN low_exact = high_exact THEN CAST(low_exact AS DOUBLE) END AS value,
  CAST(low_exact AS DOUBLE) AS low,
  CAST(high_exact AS DOUBLE) AS high,
  CASE WHEN low_exact = high_exact THEN 'DETERMINED' ELSE 'UNDETERMINED' END AS status,
  CAST(CASE WHEN holds THEN 'Y' WHEN NOT holds THEN 'N' ELSE 'UNDETERMINED' END AS STRING) AS category,
  NULLIF(
    CONCAT_WS(
      '; ',
      CASE
        WHEN low_exact IS DISTINCT FROM high_exact AND (
          mrss_base IS NULL OR mrss IS NULL
        )
        THEN CONCAT(
          'missing: ',
          COALESCE(
            CONCAT_WS(
              ', ',
              CASE WHEN mrss_base IS NULL THEN 'mrss_base' END,
              CASE WHEN mrss IS NULL THEN 'mrss' END
            ),
            ''
          )
        )
      END,
      CASE
        WHEN holds IS NULL AND clause_points IS NULL
        THEN 'open: skin score down by more than 5'
        WHEN NOT holds AND NOT clause_points
        THEN 'not met: skin score down by more than 5'
      END,
      CASE
        WHEN holds IS NULL AND clause_percent IS NULL
        THEN 'open: skin score down by at least 25 %'
        WHEN NOT holds AND NOT clause_percent
        THEN 'not met: skin score down by at least 25 %'
      END
    ),
    ''
  ) AS reason
FROM (
  SELECT
    *,
    CASE WHEN holds THEN 1 ELSE 0 END AS low_exact,
    CASE WHEN NOT holds THEN 0 ELSE 1 END AS high_exact
  FROM (
    SELECT
      *,
      clause_points AND clause_percent AS holds
    FROM (
      SELECT
        *,
        mrss_base - mrss > 5 AS clause_points,
        CASE WHEN mrss_base > 0 THEN 100 * (
          mrss_base - mrss
        ) >= 25 * mrss_base END AS clause_percent
      FROM (
        SELECT
          USUBJID,
          ADT,
          mrss_base,
          mrss
        FROM assessment_8
      ) AS layer
    ) AS layer
  ) AS layer
) AS evaluated;

-- result_omeract_ild_progression
SELECT
  USUBJID,
  ADT,
  CASE WHEN low_exact = high_exact THEN CAST(low_exact AS DOUBLE) END AS value,
  CAST(low_exact AS DOUBLE) AS low,
  CAST(high_exact AS DOUBLE) AS high,
  CASE WHEN low_exact = high_exact THEN 'DETERMINED' ELSE 'UNDETERMINED' END AS status,
  CAST(CASE WHEN holds THEN 'Y' WHEN NOT holds THEN 'N' ELSE 'UNDETERMINED' END AS STRING) AS category,
  NULLIF(
    CONCAT_WS(
      '; ',
      CASE
        WHEN low_exact IS DISTINCT FROM high_exact
        AND (
          fvc_pct_base IS NULL
          OR fvc_pct IS NULL
          OR dlco_pct_base IS NULL
          OR dlco_pct IS NULL
        )
        THEN CONCAT(
          'missing: ',
          COALESCE(
            CONCAT_WS(
              ', ',
              CASE WHEN fvc_pct_base IS NULL THEN 'fvc_pct_base' END,
              CASE WHEN fvc_pct IS NULL THEN 'fvc_pct' END,
              CASE WHEN dlco_pct_base IS NULL THEN 'dlco_pct_base' END,
              CASE WHEN dlco_pct IS NULL THEN 'dlco_pct' END
            ),
            ''
          )
        )
      END,
      CASE
        WHEN holds IS NULL AND clause_fvc_10 IS NULL
        THEN 'open: FVC fall of 10 % relative'
        WHEN NOT holds AND NOT clause_fvc_10
        THEN 'not met: FVC fall of 10 % relative'
      END,
      CASE
        WHEN holds IS NULL AND clause_fvc_5 IS NULL
        THEN 'open: FVC fall of 5 % relative'
        WHEN NOT holds AND NOT clause_fvc_5
        THEN 'not met: FVC fall of 5 % relative'
      END,
      CASE
        WHEN holds IS NULL AND clause_dlco_15 IS NULL
        THEN 'open: DLCO fall of 15 % relative'
        WHEN NOT holds AND NOT clause_dlco_15
        THEN 'not met: DLCO fall of 15 % relative'
      END
    ),
    ''
  ) AS reason
FROM (
  SELECT
    *,
    CASE WHEN holds THEN 1 ELSE 0 END AS low_exact,
    CASE WHEN NOT holds THEN 0 ELSE 1 END AS high_exact
  FROM (
    SELECT
      *,
      clause_fvc_10 OR (
        clause_fvc_5 AND clause_dlco_15
      ) AS holds
    FROM (
      SELECT
        *,
        CASE
          WHEN fvc_pct_base > 0
          THEN 100 * (
            fvc_pct_base - fvc_pct
          ) >= 10 * fvc_pct_base
        END AS clause_fvc_10,
        CASE
          WHEN fvc_pct_base > 0
          THEN 100 * (
            fvc_pct_base - fvc_pct
          ) >= 5 * fvc_pct_base
        END AS clause_fvc_5,
        CASE
          WHEN dlco_pct_base > 0
          THEN 100 * (
            dlco_pct_base - dlco_pct
          ) >= 15 * dlco_pct_base
        END AS clause_dlco_15
      FROM (
        SELECT
          USUBJID,
          ADT,
          fvc_pct_base,
          fvc_pct,
          dlco_pct_base,
          dlco_pct
        FROM assessment_9
      ) AS layer
    ) AS layer
  ) AS layer
) AS evaluated;

-- result_pga
SELECT
  USUBJID,
  ADT,
  CASE WHEN low_exact = high_exact THEN CAST(low_exact AS DOUBLE) END AS value,
  CAST(low_exact AS DOUBLE) AS low,
  CAST(high_exact AS DOUBLE) AS high,
  CASE WHEN low_exact = high_exact THEN 'DETERMINED' ELSE 'UNDETERMINED' END AS status,
  CAST(CASE WHEN category_low = category_high THEN category_low END AS STRING) AS category,
  NULLIF(
    CONCAT_WS(
      '; ',
      CASE
        WHEN low_exact IS DISTINCT FROM high_exact AND (
          pga IS NULL
        )
        THEN CONCAT('missing: ', COALESCE(CONCAT_WS(', ', CASE WHEN pga IS NULL THEN 'pga' END), ''))
      END,
      CASE
        WHEN category_low <> category_high
        THEN CONCAT('between ', COALESCE(category_low, ''), ' and ', COALESCE(category_high, ''))
      END
    ),
    ''
  ) AS reason
FROM (
  SELECT
    *,
    CASE
      WHEN NOT low_exact IS NULL
      THEN CASE
        WHEN (
          low_exact
        ) > 2
        THEN 'severe'
        WHEN (
          low_exact
        ) > 1
        THEN 'moderate'
        WHEN (
          low_exact
        ) >= 0.5
        THEN 'mild'
        ELSE 'none'
      END
    END AS category_low,
    CASE
      WHEN NOT high_exact IS NULL
      THEN CASE
        WHEN (
          high_exact
        ) > 2
        THEN 'severe'
        WHEN (
          high_exact
        ) > 1
        THEN 'moderate'
        WHEN (
          high_exact
        ) >= 0.5
        THEN 'mild'
        ELSE 'none'
      END
    END AS category_high
  FROM (
    SELECT
      *,
      term_1_low AS low_exact,
      term_1_high AS high_exact
    FROM (
      SELECT
        *,
        1 * COALESCE(pga, 0) AS term_1_low,
        1 * COALESCE(pga, 3) AS term_1_high
      FROM (
        SELECT
          USUBJID,
          ADT,
          pga
        FROM assessment_10
      ) AS layer
    ) AS layer
  ) AS layer
) AS evaluated;

-- result_phga
SELECT
  USUBJID,
  ADT,
  CASE WHEN low_exact = high_exact THEN CAST(low_exact AS DOUBLE) END AS value,
  CAST(low_exact AS DOUBLE) AS low,
  CAST(high_exact AS DOUBLE) AS high,
  CASE WHEN low_exact = high_exact THEN 'DETERMINED' ELSE 'UNDETERMINED' END AS status,
  CAST(NULL AS STRING) AS category,
  NULLIF(
    CONCAT_WS(
      '; ',
      CASE
        WHEN low_exact IS DISTINCT FROM high_exact AND (
          phga IS NULL
        )
        THEN CONCAT('missing: ', COALESCE(CONCAT_WS(', ', CASE WHEN phga IS NULL THEN 'phga' END), ''))
      END
    ),
    ''
  ) AS reason
FROM (
  SELECT
    *,
    term_1_low AS low_exact,
    term_1_high AS high_exact
  FROM (
    SELECT
      *,
      1 * COALESCE(phga, 0) AS term_1_low,
      1 * COALESCE(phga, 10) AS term_1_high
    FROM (
      SELECT
        USUBJID,
        ADT,
        phga
      FROM assessment_11
    ) AS layer
  ) AS layer
) AS evaluated;

-- result_proderm_deterioration
SELECT
  USUBJID,
  ADT,
  CASE WHEN low_exact = high_exact THEN CAST(low_exact AS DOUBLE) END AS value,
  CAST(low_exact AS DOUBLE) AS low,
  CAST(high_exact AS DOUBLE) AS high,
  CASE WHEN low_exact = high_exact THEN 'DETERMINED' ELSE 'UNDETERMINED' END AS status,
  CAST(CASE WHEN holds THEN 'Y' WHEN NOT holds THEN 'N' ELSE 'UNDETERMINED' END AS STRING) AS category,
  NULLIF(
    CONCAT_WS(
      '; ',
      CASE
        WHEN low_exact IS DISTINCT FROM high_exact
        AND (
          phga_base IS NULL
          OR ptga_base IS NULL
          OR mmt_base IS NULL
          OR haq_base IS NULL
          OR exm_base IS NULL
          OR phga_previous IS NULL
          OR ptga_previous IS NULL
          OR mmt_previous IS NULL
          OR haq_previous IS NULL
          OR exm_previous IS NULL
          OR phga IS NULL
          OR ptga IS NULL
          OR mmt IS NULL
          OR haq IS NULL
          OR exm IS NULL
        )
        THEN CONCAT(
          'missing: ',
          COALESCE(
            CONCAT_WS(
              ', ',
              CASE WHEN phga_base IS NULL THEN 'phga_base' END,
              CASE WHEN ptga_base IS NULL THEN 'ptga_base' END,
              CASE WHEN mmt_base IS NULL THEN 'mmt_base' END,
              CASE WHEN haq_base IS NULL THEN 'haq_base' END,
              CASE WHEN exm_base IS NULL THEN 'exm_base' END,
              CASE WHEN phga_previous IS NULL THEN 'phga_previous' END,
              CASE WHEN ptga_previous IS NULL THEN 'ptga_previous' END,
              CASE WHEN mmt_previous IS NULL THEN 'mmt_previous' END,
              CASE WHEN haq_previous IS NULL THEN 'haq_previous' END,
              CASE WHEN exm_previous IS NULL THEN 'exm_previous' END,
              CASE WHEN phga IS NULL THEN 'phga' END,
              CASE WHEN ptga IS NULL THEN 'ptga' END,
              CASE WHEN mmt IS NULL THEN 'mmt' END,
              CASE WHEN haq IS NULL THEN 'haq' END,
              CASE WHEN exm IS NULL THEN 'exm' END
            ),
            ''
          )
        )
      END,
      CASE
        WHEN holds IS NULL AND clause_strength IS NULL
        THEN 'open: physician global worse by 2 cm and muscle strength worse by 20 %'
        WHEN NOT holds AND NOT clause_strength
        THEN 'not met: physician global worse by 2 cm and muscle strength worse by 20 %'
      END,
      CASE
        WHEN holds IS NULL AND clause_extramuscular IS NULL
        THEN 'open: extramuscular global worse by 2 cm'
        WHEN NOT holds AND NOT clause_extramuscular
        THEN 'not met: extramuscular global worse by 2 cm'
      END,
      CASE
        WHEN holds IS NULL AND clause_three IS NULL
        THEN 'open: three of 5 core set measures worse by 30 %'
        WHEN NOT holds AND NOT clause_three
        THEN 'not met: three of 5 core set measures worse by 30 %'
      END,
      CASE
        WHEN holds IS NULL AND clause_previous_strength IS NULL
        THEN 'open: at the previous visit physician global worse by 2 cm and muscle strength worse by 20 %'
        WHEN NOT holds AND NOT clause_previous_strength
        THEN 'not met: at the previous visit physician global worse by 2 cm and muscle strength worse by 20 %'
      END,
      CASE
        WHEN holds IS NULL AND clause_previous_extramuscular IS NULL
        THEN 'open: at the previous visit extramuscular global worse by 2 cm'
        WHEN NOT holds AND NOT clause_previous_extramuscular
        THEN 'not met: at the previous visit extramuscular global worse by 2 cm'
      END,
      CASE
        WHEN holds IS NULL AND clause_previous_three IS NULL
        THEN 'open: at the previous visit three of 5 core set measures worse by 30 %'
        WHEN NOT holds AND NOT clause_previous_three
        THEN 'not met: at the previous visit three of 5 core set measures worse by 30 %'
      END
    ),
    ''
  ) AS reason
FROM (
  SELECT
    *,
    CASE WHEN holds THEN 1 ELSE 0 END AS low_exact,
    CASE WHEN NOT holds THEN 0 ELSE 1 END AS high_exact
  FROM (
    SELECT
      *,
      (
        clause_strength OR clause_extramuscular OR clause_three
      )
      AND (
        clause_previous_strength OR clause_previous_extramuscular OR clause_previous_three
      ) AS holds
    FROM (
      SELECT
        *,
        phga - phga_base >= 2
        AND (
          CASE
            WHEN mmt_base = 0
            THEN FALSE
            ELSE 100 * (
              mmt_base - mmt
            ) >= 20 * mmt_base
          END
        ) AS clause_strength,
        exm - exm_base >= 2 AS clause_extramuscular,
        CASE
          WHEN CASE
            WHEN (
              CASE
                WHEN phga_base = 0
                THEN (
                  TRUE
                ) AND phga > 0.1
                ELSE 100 * (
                  phga - phga_base
                ) >= 30 * phga_base
              END
            )
            THEN 1
            ELSE 0
          END + CASE
            WHEN (
              CASE
                WHEN ptga_base = 0
                THEN (
                  TRUE
                ) AND ptga > 0.1
                ELSE 100 * (
                  ptga - ptga_base
                ) >= 30 * ptga_base
              END
            )
            THEN 1
            ELSE 0
          END + CASE
            WHEN (
              CASE
                WHEN mmt_base = 0
                THEN FALSE
                ELSE 100 * (
                  mmt_base - mmt
                ) >= 30 * mmt_base
              END
            )
            THEN 1
            ELSE 0
          END + CASE
            WHEN (
              CASE
                WHEN haq_base = 0
                THEN (
                  TRUE
                ) AND haq > 0.125
                ELSE 100 * (
                  haq - haq_base
                ) >= 30 * haq_base
              END
            )
            THEN 1
            ELSE 0
          END + CASE
            WHEN (
              CASE
                WHEN exm_base = 0
                THEN (
                  TRUE
                ) AND exm > 0.1
                ELSE 100 * (
                  exm - exm_base
                ) >= 30 * exm_base
              END
            )
            THEN 1
            ELSE 0
          END >= 3
          THEN TRUE
          WHEN CASE
            WHEN NOT (
              CASE
                WHEN phga_base = 0
                THEN (
                  TRUE
                ) AND phga > 0.1
                ELSE 100 * (
                  phga - phga_base
                ) >= 30 * phga_base
              END
            )
            THEN 0
            ELSE 1
          END + CASE
            WHEN NOT (
              CASE
                WHEN ptga_base = 0
                THEN (
                  TRUE
                ) AND ptga > 0.1
                ELSE 100 * (
                  ptga - ptga_base
                ) >= 30 * ptga_base
              END
            )
            THEN 0
            ELSE 1
          END + CASE
            WHEN NOT (
              CASE
                WHEN mmt_base = 0
                THEN FALSE
                ELSE 100 * (
                  mmt_base - mmt
                ) >= 30 * mmt_base
              END
            )
            THEN 0
            ELSE 1
          END + CASE
            WHEN NOT (
              CASE
                WHEN haq_base = 0
                THEN (
                  TRUE
                ) AND haq > 0.125
                ELSE 100 * (
                  haq - haq_base
                ) >= 30 * haq_base
              END
            )
            THEN 0
            ELSE 1
          END + CASE
            WHEN NOT (
              CASE
                WHEN exm_base = 0
                THEN (
                  TRUE
                ) AND exm > 0.1
                ELSE 100 * (
                  exm - exm_base
                ) >= 30 * exm_base
              END
            )
            THEN 0
            ELSE 1
          END < 3
          THEN FALSE
        END AS clause_three,
        phga_previous - phga_base >= 2
        AND (
          CASE
            WHEN mmt_base = 0
            THEN FALSE
            ELSE 100 * (
              mmt_base - mmt_previous
            ) >= 20 * mmt_base
          END
        ) AS clause_previous_strength,
        exm_previous - exm_base >= 2 AS clause_previous_extramuscular,
        CASE
          WHEN CASE
            WHEN (
              CASE
                WHEN phga_base = 0
                THEN (
                  TRUE
                ) AND phga_previous > 0.1
                ELSE 100 * (
                  phga_previous - phga_base
                ) >= 30 * phga_base
              END
            )
            THEN 1
            ELSE 0
          END + CASE
            WHEN (
              CASE
                WHEN ptga_base = 0
                THEN (
                  TRUE
                ) AND ptga_previous > 0.1
                ELSE 100 * (
                  ptga_previous - ptga_base
                ) >= 30 * ptga_base
              END
            )
            THEN 1
            ELSE 0
          END + CASE
            WHEN (
              CASE
                WHEN mmt_base = 0
                THEN FALSE
                ELSE 100 * (
                  mmt_base - mmt_previous
                ) >= 30 * mmt_base
              END
            )
            THEN 1
            ELSE 0
          END + CASE
            WHEN (
              CASE
                WHEN haq_base = 0
                THEN (
                  TRUE
                ) AND haq_previous > 0.125
                ELSE 100 * (
                  haq_previous - haq_base
                ) >= 30 * haq_base
              END
            )
            THEN 1
            ELSE 0
          END + CASE
            WHEN (
              CASE
                WHEN exm_base = 0
                THEN (
                  TRUE
                ) AND exm_previous > 0.1
                ELSE 100 * (
                  exm_previous - exm_base
                ) >= 30 * exm_base
              END
            )
            THEN 1
            ELSE 0
          END >= 3
          THEN TRUE
          WHEN CASE
            WHEN NOT (
              CASE
                WHEN phga_base = 0
                THEN (
                  TRUE
                ) AND phga_previous > 0.1
                ELSE 100 * (
                  phga_previous - phga_base
                ) >= 30 * phga_base
              END
            )
            THEN 0
            ELSE 1
          END + CASE
            WHEN NOT (
              CASE
                WHEN ptga_base = 0
                THEN (
                  TRUE
                ) AND ptga_previous > 0.1
                ELSE 100 * (
                  ptga_previous - ptga_base
                ) >= 30 * ptga_base
              END
            )
            THEN 0
            ELSE 1
          END + CASE
            WHEN NOT (
              CASE
                WHEN mmt_base = 0
                THEN FALSE
                ELSE 100 * (
                  mmt_base - mmt_previous
                ) >= 30 * mmt_base
              END
            )
            THEN 0
            ELSE 1
          END + CASE
            WHEN NOT (
              CASE
                WHEN haq_base = 0
                THEN (
                  TRUE
                ) AND haq_previous > 0.125
                ELSE 100 * (
                  haq_previous - haq_base
                ) >= 30 * haq_base
              END
            )
            THEN 0
            ELSE 1
          END + CASE
            WHEN NOT (
              CASE
                WHEN exm_base = 0
                THEN (
                  TRUE
                ) AND exm_previous > 0.1
                ELSE 100 * (
                  exm_previous - exm_base
                ) >= 30 * exm_base
              END
            )
            THEN 0
            ELSE 1
          END < 3
          THEN FALSE
        END AS clause_previous_three
      FROM (
        SELECT
          USUBJID,
          ADT,
          phga_base,
          ptga_base,
          mmt_base,
          haq_base,
          exm_base,
          phga_previous,
          ptga_previous,
          mmt_previous,
          haq_previous,
          exm_previous,
          phga,
          ptga,
          mmt,
          haq,
          exm
        FROM assessment_6
      ) AS layer
    ) AS layer
  ) AS layer
) AS evaluated;

-- result_ptga
SELECT
  USUBJID,
  ADT,
  CASE WHEN low_exact = high_exact THEN CAST(low_exact AS DOUBLE) END AS value,
  CAST(low_exact AS DOUBLE) AS low,
  CAST(high_exact AS DOUBLE) AS high,
  CASE WHEN low_exact = high_exact THEN 'DETERMINED' ELSE 'UNDETERMINED' END AS status,
  CAST(NULL AS STRING) AS category,
  NULLIF(
    CONCAT_WS(
      '; ',
      CASE
        WHEN low_exact IS DISTINCT FROM high_exact AND (
          ptga IS NULL
        )
        THEN CONCAT('missing: ', COALESCE(CONCAT_WS(', ', CASE WHEN ptga IS NULL THEN 'ptga' END), ''))
      END
    ),
    ''
  ) AS reason
FROM (
  SELECT
    *,
    term_1_low AS low_exact,
    term_1_high AS high_exact
  FROM (
    SELECT
      *,
      1 * COALESCE(ptga, 0) AS term_1_low,
      1 * COALESCE(ptga, 10) AS term_1_high
    FROM (
      SELECT
        USUBJID,
        ADT,
        ptga
      FROM assessment_12
    ) AS layer
  ) AS layer
) AS evaluated;

-- result_sledai_2k
SELECT
  USUBJID,
  ADT,
  CASE WHEN low_exact = high_exact THEN CAST(low_exact AS DOUBLE) END AS value,
  CAST(low_exact AS DOUBLE) AS low,
  CAST(high_exact AS DOUBLE) AS high,
  CASE WHEN low_exact = high_exact THEN 'DETERMINED' ELSE 'UNDETERMINED' END AS status,
  CAST(NULL AS STRING) AS category,
  NULLIF(
    CONCAT_WS(
      '; ',
      CASE
        WHEN low_exact IS DISTINCT FROM high_exact
        AND (
          seizure IS NULL
          OR psychosis IS NULL
          OR obs IS NULL
          OR visual IS NULL
          OR cranial IS NULL
          OR headache IS NULL
          OR cva IS NULL
          OR vasculitis IS NULL
          OR arthritis IS NULL
          OR myositis IS NULL
          OR casts IS NULL
          OR hematuria IS NULL
          OR proteinuria IS NULL
          OR pyuria IS NULL
          OR rash IS NULL
          OR alopecia IS NULL
          OR ulcers IS NULL
          OR pleurisy IS NULL
          OR pericarditis IS NULL
          OR lowcomp IS NULL
          OR dsdna IS NULL
          OR fever IS NULL
          OR thrombo IS NULL
          OR leuko IS NULL
        )
        THEN CONCAT(
          'missing: ',
          COALESCE(
            CONCAT_WS(
              ', ',
              CASE WHEN seizure IS NULL THEN 'seizure' END,
              CASE WHEN psychosis IS NULL THEN 'psychosis' END,
              CASE WHEN obs IS NULL THEN 'obs' END,
              CASE WHEN visual IS NULL THEN 'visual' END,
              CASE WHEN cranial IS NULL THEN 'cranial' END,
              CASE WHEN headache IS NULL THEN 'headache' END,
              CASE WHEN cva IS NULL THEN 'cva' END,
              CASE WHEN vasculitis IS NULL THEN 'vasculitis' END,
              CASE WHEN arthritis IS NULL THEN 'arthritis' END,
              CASE WHEN myositis IS NULL THEN 'myositis' END,
              CASE WHEN casts IS NULL THEN 'casts' END,
              CASE WHEN hematuria IS NULL THEN 'hematuria' END,
              CASE WHEN proteinuria IS NULL THEN 'proteinuria' END,
              CASE WHEN pyuria IS NULL THEN 'pyuria' END,
              CASE WHEN rash IS NULL THEN 'rash' END,
              CASE WHEN alopecia IS NULL THEN 'alopecia' END,
              CASE WHEN ulcers IS NULL THEN 'ulcers' END,
              CASE WHEN pleurisy IS NULL THEN 'pleurisy' END,
              CASE WHEN pericarditis IS NULL THEN 'pericarditis' END,
              CASE WHEN lowcomp IS NULL THEN 'lowcomp' END,
              CASE WHEN dsdna IS NULL THEN 'dsdna' END,
              CASE WHEN fever IS NULL THEN 'fever' END,
              CASE WHEN thrombo IS NULL THEN 'thrombo' END,
              CASE WHEN leuko IS NULL THEN 'leuko' END
            ),
            ''
          )
        )
      END
    ),
    ''
  ) AS reason
FROM (
  SELECT
    *,
    term_1_low + term_2_low + term_3_low + term_4_low + term_5_low + term_6_low + term_7_low + term_8_low + term_9_low + term_10_low + term_11_low + term_12_low + term_13_low + term_14_low + term_15_low + term_16_low + term_17_low + term_18_low + term_19_low + term_20_low + term_21_low + term_22_low + term_23_low + term_24_low AS low_exact,
    term_1_high + term_2_high + term_3_high + term_4_high + term_5_high + term_6_high + term_7_high + term_8_high + term_9_high + term_10_high + term_11_high + term_12_high + term_13_high + term_14_high + term_15_high + term_16_high + term_17_high + term_18_high + term_19_high + term_20_high + term_21_high + term_22_high + term_23_high + term_24_high AS high_exact
  FROM (
    SELECT
      *,
      8 * COALESCE(seizure, 0) AS term_1_low,
      8 * COALESCE(seizure, 1) AS term_1_high,
      8 * COALESCE(psychosis, 0) AS term_2_low,
      8 * COALESCE(psychosis, 1) AS term_2_high,
      8 * COALESCE(obs, 0) AS term_3_low,
      8 * COALESCE(obs, 1) AS term_3_high,
      8 * COALESCE(visual, 0) AS term_4_low,
      8 * COALESCE(visual, 1) AS term_4_high,
      8 * COALESCE(cranial, 0) AS term_5_low,
      8 * COALESCE(cranial, 1) AS term_5_high,
      8 * COALESCE(headache, 0) AS term_6_low,
      8 * COALESCE(headache, 1) AS term_6_high,
      8 * COALESCE(cva, 0) AS term_7_low,
      8 * COALESCE(cva, 1) AS term_7_high,
      8 * COALESCE(vasculitis, 0) AS term_8_low,
      8 * COALESCE(vasculitis, 1) AS term_8_high,
      4 * COALESCE(arthritis, 0) AS term_9_low,
      4 * COALESCE(arthritis, 1) AS term_9_high,
      4 * COALESCE(myositis, 0) AS term_10_low,
      4 * COALESCE(myositis, 1) AS term_10_high,
      4 * COALESCE(casts, 0) AS term_11_low,
      4 * COALESCE(casts, 1) AS term_11_high,
      4 * COALESCE(hematuria, 0) AS term_12_low,
      4 * COALESCE(hematuria, 1) AS term_12_high,
      4 * COALESCE(proteinuria, 0) AS term_13_low,
      4 * COALESCE(proteinuria, 1) AS term_13_high,
      4 * COALESCE(pyuria, 0) AS term_14_low,
      4 * COALESCE(pyuria, 1) AS term_14_high,
      2 * COALESCE(rash, 0) AS term_15_low,
      2 * COALESCE(rash, 1) AS term_15_high,
      2 * COALESCE(alopecia, 0) AS term_16_low,
      2 * COALESCE(alopecia, 1) AS term_16_high,
      2 * COALESCE(ulcers, 0) AS term_17_low,
      2 * COALESCE(ulcers, 1) AS term_17_high,
      2 * COALESCE(pleurisy, 0) AS term_18_low,
      2 * COALESCE(pleurisy, 1) AS term_18_high,
      2 * COALESCE(pericarditis, 0) AS term_19_low,
      2 * COALESCE(pericarditis, 1) AS term_19_high,
      2 * COALESCE(lowcomp, 0) AS term_20_low,
      2 * COALESCE(lowcomp, 1) AS term_20_high,
      2 * COALESCE(dsdna, 0) AS term_21_low,
      2 * COALESCE(dsdna, 1) AS term_21_high,
      1 * COALESCE(fever, 0) AS term_22_low,
      1 * COALESCE(fever, 1) AS term_22_high,
      1 * COALESCE(thrombo, 0) AS term_23_low,
      1 * COALESCE(thrombo, 1) AS term_23_high,
      1 * COALESCE(leuko, 0) AS term_24_low,
      1 * COALESCE(leuko, 1) AS term_24_high
    FROM (
      SELECT
        USUBJID,
        ADT,
        seizure,
        psychosis,
        obs,
        visual,
        cranial,
        headache,
        cva,
        vasculitis,
        arthritis,
        myositis,
        casts,
        hematuria,
        proteinuria,
        pyuria,
        rash,
        alopecia,
        ulcers,
        pleurisy,
        pericarditis,
        lowcomp,
        dsdna,
        fever,
        thrombo,
        leuko
      FROM assessment_1
    ) AS layer
  ) AS layer
) AS evaluated;

-- result_sledai_2k_autograph
SELECT
  USUBJID,
  ADT,
  CASE WHEN low_exact = high_exact THEN CAST(low_exact AS DOUBLE) END AS value,
  CAST(low_exact AS DOUBLE) AS low,
  CAST(high_exact AS DOUBLE) AS high,
  CASE WHEN low_exact = high_exact THEN 'DETERMINED' ELSE 'UNDETERMINED' END AS status,
  CAST(NULL AS STRING) AS category,
  NULLIF(
    CONCAT_WS(
      '; ',
      CASE
        WHEN low_exact IS DISTINCT FROM high_exact
        AND (
          seizure IS NULL
          OR psychosis IS NULL
          OR visual IS NULL
          OR cranial IS NULL
          OR cva IS NULL
          OR vasculitis IS NULL
          OR arthritis IS NULL
          OR myositis IS NULL
          OR casts IS NULL
          OR hematuria IS NULL
          OR proteinuria IS NULL
          OR pyuria IS NULL
          OR rash IS NULL
          OR ulcers IS NULL
          OR pleurisy IS NULL
          OR pericarditis IS NULL
          OR lowcomp IS NULL
          OR dsdna IS NULL
          OR thrombo IS NULL
          OR leuko IS NULL
        )
        THEN CONCAT(
          'missing: ',
          COALESCE(
            CONCAT_WS(
              ', ',
              CASE WHEN seizure IS NULL THEN 'seizure' END,
              CASE WHEN psychosis IS NULL THEN 'psychosis' END,
              CASE WHEN visual IS NULL THEN 'visual' END,
              CASE WHEN cranial IS NULL THEN 'cranial' END,
              CASE WHEN cva IS NULL THEN 'cva' END,
              CASE WHEN vasculitis IS NULL THEN 'vasculitis' END,
              CASE WHEN arthritis IS NULL THEN 'arthritis' END,
              CASE WHEN myositis IS NULL THEN 'myositis' END,
              CASE WHEN casts IS NULL THEN 'casts' END,
              CASE WHEN hematuria IS NULL THEN 'hematuria' END,
              CASE WHEN proteinuria IS NULL THEN 'proteinuria' END,
              CASE WHEN pyuria IS NULL THEN 'pyuria' END,
              CASE WHEN rash IS NULL THEN 'rash' END,
              CASE WHEN ulcers IS NULL THEN 'ulcers' END,
              CASE WHEN pleurisy IS NULL THEN 'pleurisy' END,
              CASE WHEN pericarditis IS NULL THEN 'pericarditis' END,
              CASE WHEN lowcomp IS NULL THEN 'lowcomp' END,
              CASE WHEN dsdna IS NULL THEN 'dsdna' END,
              CASE WHEN thrombo IS NULL THEN 'thrombo' END,
              CASE WHEN leuko IS NULL THEN 'leuko' END
            ),
            ''
          )
        )
      END
    ),
    ''
  ) AS reason
FROM (
  SELECT
    *,
    term_1_low + term_2_low + term_3_low + term_4_low + term_5_low + term_6_low + term_7_low + term_8_low + term_9_low + term_10_low + term_11_low + term_12_low + term_13_low + term_14_low + term_15_low + term_16_low + term_17_low + term_18_low + term_19_low + term_20_low AS low_exact,
    term_1_high + term_2_high + term_3_high + term_4_high + term_5_high + term_6_high + term_7_high + term_8_high + term_9_high + term_10_high + term_11_high + term_12_high + term_13_high + term_14_high + term_15_high + term_16_high + term_17_high + term_18_high + term_19_high + term_20_high AS high_exact
  FROM (
    SELECT
      *,
      8 * COALESCE(seizure, 0) AS term_1_low,
      8 * COALESCE(seizure, 1) AS term_1_high,
      8 * COALESCE(psychosis, 0) AS term_2_low,
      8 * COALESCE(psychosis, 1) AS term_2_high,
      8 * COALESCE(visual, 0) AS term_3_low,
      8 * COALESCE(visual, 1) AS term_3_high,
      8 * COALESCE(cranial, 0) AS term_4_low,
      8 * COALESCE(cranial, 1) AS term_4_high,
      8 * COALESCE(cva, 0) AS term_5_low,
      8 * COALESCE(cva, 1) AS term_5_high,
      8 * COALESCE(vasculitis, 0) AS term_6_low,
      8 * COALESCE(vasculitis, 1) AS term_6_high,
      4 * COALESCE(arthritis, 0) AS term_7_low,
      4 * COALESCE(arthritis, 1) AS term_7_high,
      4 * COALESCE(myositis, 0) AS term_8_low,
      4 * COALESCE(myositis, 1) AS term_8_high,
      4 * COALESCE(casts, 0) AS term_9_low,
      4 * COALESCE(casts, 1) AS term_9_high,
      4 * COALESCE(hematuria, 0) AS term_10_low,
      4 * COALESCE(hematuria, 1) AS term_10_high,
      4 * COALESCE(proteinuria, 0) AS term_11_low,
      4 * COALESCE(proteinuria, 1) AS term_11_high,
      4 * COALESCE(pyuria, 0) AS term_12_low,
      4 * COALESCE(pyuria, 1) AS term_12_high,
      2 * COALESCE(rash, 0) AS term_13_low,
      2 * COALESCE(rash, 1) AS term_13_high,
      2 * COALESCE(ulcers, 0) AS term_14_low,
      2 * COALESCE(ulcers, 1) AS term_14_high,
      2 * COALESCE(pleurisy, 0) AS term_15_low,
      2 * COALESCE(pleurisy, 1) AS term_15_high,
      2 * COALESCE(pericarditis, 0) AS term_16_low,
      2 * COALESCE(pericarditis, 1) AS term_16_high,
      2 * COALESCE(lowcomp, 0) AS term_17_low,
      2 * COALESCE(lowcomp, 1) AS term_17_high,
      2 * COALESCE(dsdna, 0) AS term_18_low,
      2 * COALESCE(dsdna, 1) AS term_18_high,
      1 * COALESCE(thrombo, 0) AS term_19_low,
      1 * COALESCE(thrombo, 1) AS term_19_high,
      1 * COALESCE(leuko, 0) AS term_20_low,
      1 * COALESCE(leuko, 1) AS term_20_high
    FROM (
      SELECT
        USUBJID,
        ADT,
        seizure,
        psychosis,
        obs,
        visual,
        cranial,
        headache,
        cva,
        vasculitis,
        arthritis,
        myositis,
        casts,
        hematuria,
        proteinuria,
        pyuria,
        rash,
        alopecia,
        ulcers,
        pleurisy,
        pericarditis,
        lowcomp,
        dsdna,
        fever,
        thrombo,
        leuko
      FROM assessment_1
    ) AS layer
  ) AS layer
) AS evaluated;

-- result_sledai_2k_ft819
SELECT
  USUBJID,
  ADT,
  CASE WHEN low_exact = high_exact THEN CAST(low_exact AS DOUBLE) END AS value,
  CAST(low_exact AS DOUBLE) AS low,
  CAST(high_exact AS DOUBLE) AS high,
  CASE WHEN low_exact = high_exact THEN 'DETERMINED' ELSE 'UNDETERMINED' END AS status,
  CAST(NULL AS STRING) AS category,
  NULLIF(
    CONCAT_WS(
      '; ',
      CASE
        WHEN low_exact IS DISTINCT FROM high_exact
        AND (
          seizure IS NULL
          OR psychosis IS NULL
          OR obs IS NULL
          OR visual IS NULL
          OR cranial IS NULL
          OR headache IS NULL
          OR cva IS NULL
          OR vasculitis IS NULL
          OR arthritis IS NULL
          OR myositis IS NULL
          OR casts IS NULL
          OR hematuria IS NULL
          OR proteinuria IS NULL
          OR pyuria IS NULL
          OR rash IS NULL
          OR pleurisy IS NULL
          OR pericarditis IS NULL
          OR thrombo IS NULL
          OR leuko IS NULL
        )
        THEN CONCAT(
          'missing: ',
          COALESCE(
            CONCAT_WS(
              ', ',
              CASE WHEN seizure IS NULL THEN 'seizure' END,
              CASE WHEN psychosis IS NULL THEN 'psychosis' END,
              CASE WHEN obs IS NULL THEN 'obs' END,
              CASE WHEN visual IS NULL THEN 'visual' END,
              CASE WHEN cranial IS NULL THEN 'cranial' END,
              CASE WHEN headache IS NULL THEN 'headache' END,
              CASE WHEN cva IS NULL THEN 'cva' END,
              CASE WHEN vasculitis IS NULL THEN 'vasculitis' END,
              CASE WHEN arthritis IS NULL THEN 'arthritis' END,
              CASE WHEN myositis IS NULL THEN 'myositis' END,
              CASE WHEN casts IS NULL THEN 'casts' END,
              CASE WHEN hematuria IS NULL THEN 'hematuria' END,
              CASE WHEN proteinuria IS NULL THEN 'proteinuria' END,
              CASE WHEN pyuria IS NULL THEN 'pyuria' END,
              CASE WHEN rash IS NULL THEN 'rash' END,
              CASE WHEN pleurisy IS NULL THEN 'pleurisy' END,
              CASE WHEN pericarditis IS NULL THEN 'pericarditis' END,
              CASE WHEN thrombo IS NULL THEN 'thrombo' END,
              CASE WHEN leuko IS NULL THEN 'leuko' END
            ),
            ''
          )
        )
      END
    ),
    ''
  ) AS reason
FROM (
  SELECT
    *,
    term_1_low + term_2_low + term_3_low + term_4_low + term_5_low + term_6_low + term_7_low + term_8_low + term_9_low + term_10_low + term_11_low + term_12_low + term_13_low + term_14_low + term_15_low + term_16_low + term_17_low + term_18_low + term_19_low + term_20_low AS low_exact,
    term_1_high + term_2_high + term_3_high + term_4_high + term_5_high + term_6_high + term_7_high + term_8_high + term_9_high + term_10_high + term_11_high + term_12_high + term_13_high + term_14_high + term_15_high + term_16_high + term_17_high + term_18_high + term_19_high + term_20_high AS high_exact
  FROM (
    SELECT
      *,
      8 * COALESCE(seizure, 0) AS term_1_low,
      8 * COALESCE(seizure, 1) AS term_1_high,
      8 * COALESCE(psychosis, 0) AS term_2_low,
      8 * COALESCE(psychosis, 1) AS term_2_high,
      8 * COALESCE(obs, 0) AS term_3_low,
      8 * COALESCE(obs, 1) AS term_3_high,
      8 * COALESCE(visual, 0) AS term_4_low,
      8 * COALESCE(visual, 1) AS term_4_high,
      8 * COALESCE(cranial, 0) AS term_5_low,
      8 * COALESCE(cranial, 1) AS term_5_high,
      8 * COALESCE(headache, 0) AS term_6_low,
      8 * COALESCE(headache, 1) AS term_6_high,
      8 * COALESCE(cva, 0) AS term_7_low,
      8 * COALESCE(cva, 1) AS term_7_high,
      8 * COALESCE(vasculitis, 0) AS term_8_low,
      8 * COALESCE(vasculitis, 1) AS term_8_high,
      4 * COALESCE(arthritis, 0) AS term_9_low,
      4 * COALESCE(arthritis, 1) AS term_9_high,
      4 * COALESCE(myositis, 0) AS term_10_low,
      4 * COALESCE(myositis, 1) AS term_10_high,
      4 * COALESCE(casts, 0) AS term_11_low,
      4 * COALESCE(casts, 1) AS term_11_high,
      4 * COALESCE(hematuria, 0) AS term_12_low,
      4 * COALESCE(hematuria, 1) AS term_12_high,
      4 * COALESCE(proteinuria, 0) AS term_13_low,
      4 * COALESCE(proteinuria, 1) AS term_13_high,
      4 * COALESCE(pyuria, 0) AS term_14_low,
      4 * COALESCE(pyuria, 1) AS term_14_high,
      2 * COALESCE(rash, 0) AS term_15_low,
      2 * COALESCE(rash, 1) AS term_15_high,
      2 * COALESCE(pleurisy, 0) AS term_16_low,
      2 * COALESCE(pleurisy, 1) AS term_16_high,
      2 * COALESCE(pericarditis, 0) AS term_17_low,
      2 * COALESCE(pericarditis, 1) AS term_17_high,
      1 * COALESCE(thrombo, 0) AS term_18_low,
      1 * COALESCE(thrombo, 1) AS term_18_high,
      1 * COALESCE(leuko, 0) AS term_19_low,
      1 * COALESCE(leuko, 1) AS term_19_high,
      0 AS term_20_low,
      0 AS term_20_high
    FROM (
      SELECT
        USUBJID,
        ADT,
        seizure,
        psychosis,
        obs,
        visual,
        cranial,
        headache,
        cva,
        vasculitis,
        arthritis,
        myositis,
        casts,
        hematuria,
        proteinuria,
        pyuria,
        rash,
        alopecia,
        ulcers,
        pleurisy,
        pericarditis,
        lowcomp,
        dsdna,
        fever,
        thrombo,
        leuko
      FROM assessment_1
    ) AS layer
  ) AS layer
) AS evaluated;

-- result_sledai_2k_no_headache_obs
SELECT
  USUBJID,
  ADT,
  CASE WHEN low_exact = high_exact THEN CAST(low_exact AS DOUBLE) END AS value,
  CAST(low_exact AS DOUBLE) AS low,
  CAST(high_exact AS DOUBLE) AS high,
  CASE WHEN low_exact = high_exact THEN 'DETERMINED' ELSE 'UNDETERMINED' END AS status,
  CAST(NULL AS STRING) AS category,
  NULLIF(
    CONCAT_WS(
      '; ',
      CASE
        WHEN low_exact IS DISTINCT FROM high_exact
        AND (
          seizure IS NULL
          OR psychosis IS NULL
          OR visual IS NULL
          OR cranial IS NULL
          OR cva IS NULL
          OR vasculitis IS NULL
          OR arthritis IS NULL
          OR myositis IS NULL
          OR casts IS NULL
          OR hematuria IS NULL
          OR proteinuria IS NULL
          OR pyuria IS NULL
          OR rash IS NULL
          OR alopecia IS NULL
          OR ulcers IS NULL
          OR pleurisy IS NULL
          OR pericarditis IS NULL
          OR lowcomp IS NULL
          OR dsdna IS NULL
          OR fever IS NULL
          OR thrombo IS NULL
          OR leuko IS NULL
        )
        THEN CONCAT(
          'missing: ',
          COALESCE(
            CONCAT_WS(
              ', ',
              CASE WHEN seizure IS NULL THEN 'seizure' END,
              CASE WHEN psychosis IS NULL THEN 'psychosis' END,
              CASE WHEN visual IS NULL THEN 'visual' END,
              CASE WHEN cranial IS NULL THEN 'cranial' END,
              CASE WHEN cva IS NULL THEN 'cva' END,
              CASE WHEN vasculitis IS NULL THEN 'vasculitis' END,
              CASE WHEN arthritis IS NULL THEN 'arthritis' END,
              CASE WHEN myositis IS NULL THEN 'myositis' END,
              CASE WHEN casts IS NULL THEN 'casts' END,
              CASE WHEN hematuria IS NULL THEN 'hematuria' END,
              CASE WHEN proteinuria IS NULL THEN 'proteinuria' END,
              CASE WHEN pyuria IS NULL THEN 'pyuria' END,
              CASE WHEN rash IS NULL THEN 'rash' END,
              CASE WHEN alopecia IS NULL THEN 'alopecia' END,
              CASE WHEN ulcers IS NULL THEN 'ulcers' END,
              CASE WHEN pleurisy IS NULL THEN 'pleurisy' END,
              CASE WHEN pericarditis IS NULL THEN 'pericarditis' END,
              CASE WHEN lowcomp IS NULL THEN 'lowcomp' END,
              CASE WHEN dsdna IS NULL THEN 'dsdna' END,
              CASE WHEN fever IS NULL THEN 'fever' END,
              CASE WHEN thrombo IS NULL THEN 'thrombo' END,
              CASE WHEN leuko IS NULL THEN 'leuko' END
            ),
            ''
          )
        )
      END
    ),
    ''
  ) AS reason
FROM (
  SELECT
    *,
    term_1_low + term_2_low + term_3_low + term_4_low + term_5_low + term_6_low + term_7_low + term_8_low + term_9_low + term_10_low + term_11_low + term_12_low + term_13_low + term_14_low + term_15_low + term_16_low + term_17_low + term_18_low + term_19_low + term_20_low + term_21_low + term_22_low AS low_exact,
    term_1_high + term_2_high + term_3_high + term_4_high + term_5_high + term_6_high + term_7_high + term_8_high + term_9_high + term_10_high + term_11_high + term_12_high + term_13_high + term_14_high + term_15_high + term_16_high + term_17_high + term_18_high + term_19_high + term_20_high + term_21_high + term_22_high AS high_exact
  FROM (
    SELECT
      *,
      8 * COALESCE(seizure, 0) AS term_1_low,
      8 * COALESCE(seizure, 1) AS term_1_high,
      8 * COALESCE(psychosis, 0) AS term_2_low,
      8 * COALESCE(psychosis, 1) AS term_2_high,
      8 * COALESCE(visual, 0) AS term_3_low,
      8 * COALESCE(visual, 1) AS term_3_high,
      8 * COALESCE(cranial, 0) AS term_4_low,
      8 * COALESCE(cranial, 1) AS term_4_high,
      8 * COALESCE(cva, 0) AS term_5_low,
      8 * COALESCE(cva, 1) AS term_5_high,
      8 * COALESCE(vasculitis, 0) AS term_6_low,
      8 * COALESCE(vasculitis, 1) AS term_6_high,
      4 * COALESCE(arthritis, 0) AS term_7_low,
      4 * COALESCE(arthritis, 1) AS term_7_high,
      4 * COALESCE(myositis, 0) AS term_8_low,
      4 * COALESCE(myositis, 1) AS term_8_high,
      4 * COALESCE(casts, 0) AS term_9_low,
      4 * COALESCE(casts, 1) AS term_9_high,
      4 * COALESCE(hematuria, 0) AS term_10_low,
      4 * COALESCE(hematuria, 1) AS term_10_high,
      4 * COALESCE(proteinuria, 0) AS term_11_low,
      4 * COALESCE(proteinuria, 1) AS term_11_high,
      4 * COALESCE(pyuria, 0) AS term_12_low,
      4 * COALESCE(pyuria, 1) AS term_12_high,
      2 * COALESCE(rash, 0) AS term_13_low,
      2 * COALESCE(rash, 1) AS term_13_high,
      2 * COALESCE(alopecia, 0) AS term_14_low,
      2 * COALESCE(alopecia, 1) AS term_14_high,
      2 * COALESCE(ulcers, 0) AS term_15_low,
      2 * COALESCE(ulcers, 1) AS term_15_high,
      2 * COALESCE(pleurisy, 0) AS term_16_low,
      2 * COALESCE(pleurisy, 1) AS term_16_high,
      2 * COALESCE(pericarditis, 0) AS term_17_low,
      2 * COALESCE(pericarditis, 1) AS term_17_high,
      2 * COALESCE(lowcomp, 0) AS term_18_low,
      2 * COALESCE(lowcomp, 1) AS term_18_high,
      2 * COALESCE(dsdna, 0) AS term_19_low,
      2 * COALESCE(dsdna, 1) AS term_19_high,
      1 * COALESCE(fever, 0) AS term_20_low,
      1 * COALESCE(fever, 1) AS term_20_high,
      1 * COALESCE(thrombo, 0) AS term_21_low,
      1 * COALESCE(thrombo, 1) AS term_21_high,
      1 * COALESCE(leuko, 0) AS term_22_low,
      1 * COALESCE(leuko, 1) AS term_22_high
    FROM (
      SELECT
        USUBJID,
        ADT,
        seizure,
        psychosis,
        obs,
        visual,
        cranial,
        headache,
        cva,
        vasculitis,
        arthritis,
        myositis,
        casts,
        hematuria,
        proteinuria,
        pyuria,
        rash,
        alopecia,
        ulcers,
        pleurisy,
        pericarditis,
        lowcomp,
        dsdna,
        fever,
        thrombo,
        leuko
      FROM assessment_1
    ) AS layer
  ) AS layer
) AS evaluated;

-- result_sledai_2k_no_labs
SELECT
  USUBJID,
  ADT,
  CASE WHEN low_exact = high_exact THEN CAST(low_exact AS DOUBLE) END AS value,
  CAST(low_exact AS DOUBLE) AS low,
  CAST(high_exact AS DOUBLE) AS high,
  CASE WHEN low_exact = high_exact THEN 'DETERMINED' ELSE 'UNDETERMINED' END AS status,
  CAST(NULL AS STRING) AS category,
  NULLIF(
    CONCAT_WS(
      '; ',
      CASE
        WHEN low_exact IS DISTINCT FROM high_exact
        AND (
          seizure IS NULL
          OR psychosis IS NULL
          OR obs IS NULL
          OR visual IS NULL
          OR cranial IS NULL
          OR headache IS NULL
          OR cva IS NULL
          OR vasculitis IS NULL
          OR arthritis IS NULL
          OR myositis IS NULL
          OR rash IS NULL
          OR alopecia IS NULL
          OR ulcers IS NULL
          OR pleurisy IS NULL
          OR pericarditis IS NULL
          OR fever IS NULL
        )
        THEN CONCAT(
          'missing: ',
          COALESCE(
            CONCAT_WS(
              ', ',
              CASE WHEN seizure IS NULL THEN 'seizure' END,
              CASE WHEN psychosis IS NULL THEN 'psychosis' END,
              CASE WHEN obs IS NULL THEN 'obs' END,
              CASE WHEN visual IS NULL THEN 'visual' END,
              CASE WHEN cranial IS NULL THEN 'cranial' END,
              CASE WHEN headache IS NULL THEN 'headache' END,
              CASE WHEN cva IS NULL THEN 'cva' END,
              CASE WHEN vasculitis IS NULL THEN 'vasculitis' END,
              CASE WHEN arthritis IS NULL THEN 'arthritis' END,
              CASE WHEN myositis IS NULL THEN 'myositis' END,
              CASE WHEN rash IS NULL THEN 'rash' END,
              CASE WHEN alopecia IS NULL THEN 'alopecia' END,
              CASE WHEN ulcers IS NULL THEN 'ulcers' END,
              CASE WHEN pleurisy IS NULL THEN 'pleurisy' END,
              CASE WHEN pericarditis IS NULL THEN 'pericarditis' END,
              CASE WHEN fever IS NULL THEN 'fever' END
            ),
            ''
          )
        )
      END
    ),
    ''
  ) AS reason
FROM (
  SELECT
    *,
    term_1_low + term_2_low + term_3_low + term_4_low + term_5_low + term_6_low + term_7_low + term_8_low + term_9_low + term_10_low + term_11_low + term_12_low + term_13_low + term_14_low + term_15_low + term_16_low AS low_exact,
    term_1_high + term_2_high + term_3_high + term_4_high + term_5_high + term_6_high + term_7_high + term_8_high + term_9_high + term_10_high + term_11_high + term_12_high + term_13_high + term_14_high + term_15_high + term_16_high AS high_exact
  FROM (
    SELECT
      *,
      8 * COALESCE(seizure, 0) AS term_1_low,
      8 * COALESCE(seizure, 1) AS term_1_high,
      8 * COALESCE(psychosis, 0) AS term_2_low,
      8 * COALESCE(psychosis, 1) AS term_2_high,
      8 * COALESCE(obs, 0) AS term_3_low,
      8 * COALESCE(obs, 1) AS term_3_high,
      8 * COALESCE(visual, 0) AS term_4_low,
      8 * COALESCE(visual, 1) AS term_4_high,
      8 * COALESCE(cranial, 0) AS term_5_low,
      8 * COALESCE(cranial, 1) AS term_5_high,
      8 * COALESCE(headache, 0) AS term_6_low,
      8 * COALESCE(headache, 1) AS term_6_high,
      8 * COALESCE(cva, 0) AS term_7_low,
      8 * COALESCE(cva, 1) AS term_7_high,
      8 * COALESCE(vasculitis, 0) AS term_8_low,
      8 * COALESCE(vasculitis, 1) AS term_8_high,
      4 * COALESCE(arthritis, 0) AS term_9_low,
      4 * COALESCE(arthritis, 1) AS term_9_high,
      4 * COALESCE(myositis, 0) AS term_10_low,
      4 * COALESCE(myositis, 1) AS term_10_high,
      2 * COALESCE(rash, 0) AS term_11_low,
      2 * COALESCE(rash, 1) AS term_11_high,
      2 * COALESCE(alopecia, 0) AS term_12_low,
      2 * COALESCE(alopecia, 1) AS term_12_high,
      2 * COALESCE(ulcers, 0) AS term_13_low,
      2 * COALESCE(ulcers, 1) AS term_13_high,
      2 * COALESCE(pleurisy, 0) AS term_14_low,
      2 * COALESCE(pleurisy, 1) AS term_14_high,
      2 * COALESCE(pericarditis, 0) AS term_15_low,
      2 * COALESCE(pericarditis, 1) AS term_15_high,
      1 * COALESCE(fever, 0) AS term_16_low,
      1 * COALESCE(fever, 1) AS term_16_high
    FROM (
      SELECT
        USUBJID,
        ADT,
        seizure,
        psychosis,
        obs,
        visual,
        cranial,
        headache,
        cva,
        vasculitis,
        arthritis,
        myositis,
        casts,
        hematuria,
        proteinuria,
        pyuria,
        rash,
        alopecia,
        ulcers,
        pleurisy,
        pericarditis,
        lowcomp,
        dsdna,
        fever,
        thrombo,
        leuko
      FROM assessment_1
    ) AS layer
  ) AS layer
) AS evaluated;

-- result_tis_2016
SELECT
  USUBJID,
  ADT,
  CASE
    WHEN COALESCE(NOT (
      mmt <= mmt_max AND mmt_base <= mmt_max
    ), FALSE)
    THEN NULL
    ELSE CASE WHEN low_exact = high_exact THEN CAST(low_exact AS DOUBLE) END
  END AS value,
  CASE
    WHEN COALESCE(NOT (
      mmt <= mmt_max AND mmt_base <= mmt_max
    ), FALSE)
    THEN NULL
    ELSE CAST(low_exact AS DOUBLE)
  END AS low,
  CASE
    WHEN COALESCE(NOT (
      mmt <= mmt_max AND mmt_base <= mmt_max
    ), FALSE)
    THEN NULL
    ELSE CAST(high_exact AS DOUBLE)
  END AS high,
  CASE
    WHEN COALESCE(NOT (
      mmt <= mmt_max AND mmt_base <= mmt_max
    ), FALSE)
    THEN 'NOT_APPLICABLE'
    ELSE CASE WHEN low_exact = high_exact THEN 'DETERMINED' ELSE 'UNDETERMINED' END
  END AS status,
  CASE
    WHEN COALESCE(NOT (
      mmt <= mmt_max AND mmt_base <= mmt_max
    ), FALSE)
    THEN NULL
    ELSE CAST(CASE WHEN category_low = category_high THEN category_low END AS STRING)
  END AS category,
  CASE
    WHEN COALESCE(NOT (
      mmt <= mmt_max AND mmt_base <= mmt_max
    ), FALSE)
    THEN 'not applicable: the muscle test lies within the stated maximum'
    ELSE NULLIF(
      CONCAT_WS(
        '; ',
        CASE
          WHEN low_exact IS DISTINCT FROM high_exact
          AND (
            phga_base IS NULL
            OR phga IS NULL
            OR ptga_base IS NULL
            OR ptga IS NULL
            OR mmt_base IS NULL
            OR mmt IS NULL
            OR mmt_max IS NULL
            OR haq_base IS NULL
            OR haq IS NULL
            OR enzyme IS NULL
            OR enzyme_base IS NULL
            OR enzyme_value IS NULL
            OR enzyme_uln IS NULL
            OR exm_base IS NULL
            OR exm IS NULL
          )
          THEN CONCAT(
            'missing: ',
            COALESCE(
              CONCAT_WS(
                ', ',
                CASE WHEN phga_base IS NULL THEN 'phga_base' END,
                CASE WHEN phga IS NULL THEN 'phga' END,
                CASE WHEN ptga_base IS NULL THEN 'ptga_base' END,
                CASE WHEN ptga IS NULL THEN 'ptga' END,
                CASE WHEN mmt_base IS NULL THEN 'mmt_base' END,
                CASE WHEN mmt IS NULL THEN 'mmt' END,
                CASE WHEN mmt_max IS NULL THEN 'mmt_max' END,
                CASE WHEN haq_base IS NULL THEN 'haq_base' END,
                CASE WHEN haq IS NULL THEN 'haq' END,
                CASE WHEN enzyme IS NULL THEN 'enzyme' END,
                CASE WHEN enzyme_base IS NULL THEN 'enzyme_base' END,
                CASE WHEN enzyme_value IS NULL THEN 'enzyme_value' END,
                CASE WHEN enzyme_uln IS NULL THEN 'enzyme_uln' END,
                CASE WHEN exm_base IS NULL THEN 'exm_base' END,
                CASE WHEN exm IS NULL THEN 'exm' END
              ),
              ''
            )
          )
        END,
        CASE
          WHEN category_low <> category_high
          THEN CONCAT('between ', COALESCE(category_low, ''), ' and ', COALESCE(category_high, ''))
        END,
        CASE
          WHEN population IS NULL AND (
            category_low IS NULL OR category_high IS NULL
          )
          THEN 'missing: population, on which the category depends'
        END
      ),
      ''
    )
  END AS reason,
  attainable
FROM (
  SELECT
    *,
    CASE
      WHEN low_exact IS NULL
      THEN NULL
      WHEN population = 'adult'
      THEN CASE
        WHEN (
          low_exact
        ) >= 60
        THEN 'major'
        WHEN (
          low_exact
        ) >= 40
        THEN 'moderate'
        WHEN (
          low_exact
        ) >= 20
        THEN 'minimal'
        ELSE 'none'
      END
      WHEN population = 'juvenile'
      THEN CASE
        WHEN (
          low_exact
        ) >= 70
        THEN 'major'
        WHEN (
          low_exact
        ) >= 45
        THEN 'moderate'
        WHEN (
          low_exact
        ) >= 30
        THEN 'minimal'
        ELSE 'none'
      END
      WHEN CASE
        WHEN (
          low_exact
        ) >= 60
        THEN 'major'
        WHEN (
          low_exact
        ) >= 40
        THEN 'moderate'
        WHEN (
          low_exact
        ) >= 20
        THEN 'minimal'
        ELSE 'none'
      END = CASE
        WHEN (
          low_exact
        ) >= 70
        THEN 'major'
        WHEN (
          low_exact
        ) >= 45
        THEN 'moderate'
        WHEN (
          low_exact
        ) >= 30
        THEN 'minimal'
        ELSE 'none'
      END
      THEN CASE
        WHEN (
          low_exact
        ) >= 60
        THEN 'major'
        WHEN (
          low_exact
        ) >= 40
        THEN 'moderate'
        WHEN (
          low_exact
        ) >= 20
        THEN 'minimal'
        ELSE 'none'
      END
    END AS category_low,
    CASE
      WHEN high_exact IS NULL
      THEN NULL
      WHEN population = 'adult'
      THEN CASE
        WHEN (
          high_exact
        ) >= 60
        THEN 'major'
        WHEN (
          high_exact
        ) >= 40
        THEN 'moderate'
        WHEN (
          high_exact
        ) >= 20
        THEN 'minimal'
        ELSE 'none'
      END
      WHEN population = 'juvenile'
      THEN CASE
        WHEN (
          high_exact
        ) >= 70
        THEN 'major'
        WHEN (
          high_exact
        ) >= 45
        THEN 'moderate'
        WHEN (
          high_exact
        ) >= 30
        THEN 'minimal'
        ELSE 'none'
      END
      WHEN CASE
        WHEN (
          high_exact
        ) >= 60
        THEN 'major'
        WHEN (
          high_exact
        ) >= 40
        THEN 'moderate'
        WHEN (
          high_exact
        ) >= 20
        THEN 'minimal'
        ELSE 'none'
      END = CASE
        WHEN (
          high_exact
        ) >= 70
        THEN 'major'
        WHEN (
          high_exact
        ) >= 45
        THEN 'moderate'
        WHEN (
          high_exact
        ) >= 30
        THEN 'minimal'
        ELSE 'none'
      END
      THEN CASE
        WHEN (
          high_exact
        ) >= 60
        THEN 'major'
        WHEN (
          high_exact
        ) >= 40
        THEN 'moderate'
        WHEN (
          high_exact
        ) >= 20
        THEN 'minimal'
        ELSE 'none'
      END
    END AS category_high
  FROM (
    SELECT
      *,
      term_1_low + term_2_low + term_3_low + term_4_low + term_5_low + term_6_low AS low_exact,
      term_1_high + term_2_high + term_3_high + term_4_high + term_5_high + term_6_high AS high_exact,
      GREATEST(
        CASE
          WHEN (
            100 * (
              COALESCE(phga_base, 0) - 0
            )
          ) > 40 * (
            10
          )
          THEN 20
          WHEN (
            100 * (
              COALESCE(phga_base, 0) - 0
            )
          ) > 25 * (
            10
          )
          THEN 17.5
          WHEN (
            100 * (
              COALESCE(phga_base, 0) - 0
            )
          ) > 15 * (
            10
          )
          THEN 15
          WHEN (
            100 * (
              COALESCE(phga_base, 0) - 0
            )
          ) > 5 * (
            10
          )
          THEN 7.5
          ELSE 0
        END,
        CASE
          WHEN (
            100 * (
              COALESCE(phga_base, 10) - 0
            )
          ) > 40 * (
            10
          )
          THEN 20
          WHEN (
            100 * (
              COALESCE(phga_base, 10) - 0
            )
          ) > 25 * (
            10
          )
          THEN 17.5
          WHEN (
            100 * (
              COALESCE(phga_base, 10) - 0
            )
          ) > 15 * (
            10
          )
          THEN 15
          WHEN (
            100 * (
              COALESCE(phga_base, 10) - 0
            )
          ) > 5 * (
            10
          )
          THEN 7.5
          ELSE 0
        END
      ) + GREATEST(
        CASE
          WHEN (
            100 * (
              COALESCE(ptga_base, 0) - 0
            )
          ) > 40 * (
            10
          )
          THEN 10
          WHEN (
            100 * (
              COALESCE(ptga_base, 0) - 0
            )
          ) > 25 * (
            10
          )
          THEN 7.5
          WHEN (
            100 * (
              COALESCE(ptga_base, 0) - 0
            )
          ) > 15 * (
            10
          )
          THEN 5
          WHEN (
            100 * (
              COALESCE(ptga_base, 0) - 0
            )
          ) > 5 * (
            10
          )
          THEN 2.5
          ELSE 0
        END,
        CASE
          WHEN (
            100 * (
              COALESCE(ptga_base, 10) - 0
            )
          ) > 40 * (
            10
          )
          THEN 10
          WHEN (
            100 * (
              COALESCE(ptga_base, 10) - 0
            )
          ) > 25 * (
            10
          )
          THEN 7.5
          WHEN (
            100 * (
              COALESCE(ptga_base, 10) - 0
            )
          ) > 15 * (
            10
          )
          THEN 5
          WHEN (
            100 * (
              COALESCE(ptga_base, 10) - 0
            )
          ) > 5 * (
            10
          )
          THEN 2.5
          ELSE 0
        END
      ) + GREATEST(
        CASE
          WHEN (
            100 * (
              COALESCE(mmt_max, 260) - COALESCE(mmt_base, 0)
            )
          ) > 30 * (
            COALESCE(mmt_max, 80)
          )
          THEN 32.5
          WHEN (
            100 * (
              COALESCE(mmt_max, 260) - COALESCE(mmt_base, 0)
            )
          ) > 20 * (
            COALESCE(mmt_max, 80)
          )
          THEN 27.5
          WHEN (
            100 * (
              COALESCE(mmt_max, 260) - COALESCE(mmt_base, 0)
            )
          ) > 10 * (
            COALESCE(mmt_max, 80)
          )
          THEN 20
          WHEN (
            100 * (
              COALESCE(mmt_max, 260) - COALESCE(mmt_base, 0)
            )
          ) > 2 * (
            COALESCE(mmt_max, 80)
          )
          THEN 10
          ELSE 0
        END,
        CASE
          WHEN (
            100 * (
              COALESCE(mmt_max, 260) - COALESCE(mmt_base, 0)
            )
          ) > 30 * (
            COALESCE(mmt_max, 150)
          )
          THEN 32.5
          WHEN (
            100 * (
              COALESCE(mmt_max, 260) - COALESCE(mmt_base, 0)
            )
          ) > 20 * (
            COALESCE(mmt_max, 150)
          )
          THEN 27.5
          WHEN (
            100 * (
              COALESCE(mmt_max, 260) - COALESCE(mmt_base, 0)
            )
          ) > 10 * (
            COALESCE(mmt_max, 150)
          )
          THEN 20
          WHEN (
            100 * (
              COALESCE(mmt_max, 260) - COALESCE(mmt_base, 0)
            )
          ) > 2 * (
            COALESCE(mmt_max, 150)
          )
          THEN 10
          ELSE 0
        END,
        CASE
          WHEN (
            100 * (
              COALESCE(mmt_max, 260) - COALESCE(mmt_base, 0)
            )
          ) > 30 * (
            COALESCE(mmt_max, 260)
          )
          THEN 32.5
          WHEN (
            100 * (
              COALESCE(mmt_max, 260) - COALESCE(mmt_base, 0)
            )
          ) > 20 * (
            COALESCE(mmt_max, 260)
          )
          THEN 27.5
          WHEN (
            100 * (
              COALESCE(mmt_max, 260) - COALESCE(mmt_base, 0)
            )
          ) > 10 * (
            COALESCE(mmt_max, 260)
          )
          THEN 20
          WHEN (
            100 * (
              COALESCE(mmt_max, 260) - COALESCE(mmt_base, 0)
            )
          ) > 2 * (
            COALESCE(mmt_max, 260)
          )
          THEN 10
          ELSE 0
        END,
        CASE
          WHEN (
            100 * (
              COALESCE(mmt_max, 260) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
            )
          ) > 30 * (
            COALESCE(mmt_max, 80)
          )
          THEN 32.5
          WHEN (
            100 * (
              COALESCE(mmt_max, 260) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
            )
          ) > 20 * (
            COALESCE(mmt_max, 80)
          )
          THEN 27.5
          WHEN (
            100 * (
              COALESCE(mmt_max, 260) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
            )
          ) > 10 * (
            COALESCE(mmt_max, 80)
          )
          THEN 20
          WHEN (
            100 * (
              COALESCE(mmt_max, 260) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
            )
          ) > 2 * (
            COALESCE(mmt_max, 80)
          )
          THEN 10
          ELSE 0
        END,
        CASE
          WHEN (
            100 * (
              COALESCE(mmt_max, 260) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
            )
          ) > 30 * (
            COALESCE(mmt_max, 150)
          )
          THEN 32.5
          WHEN (
            100 * (
              COALESCE(mmt_max, 260) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
            )
          ) > 20 * (
            COALESCE(mmt_max, 150)
          )
          THEN 27.5
          WHEN (
            100 * (
              COALESCE(mmt_max, 260) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
            )
          ) > 10 * (
            COALESCE(mmt_max, 150)
          )
          THEN 20
          WHEN (
            100 * (
              COALESCE(mmt_max, 260) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
            )
          ) > 2 * (
            COALESCE(mmt_max, 150)
          )
          THEN 10
          ELSE 0
        END,
        CASE
          WHEN (
            100 * (
              COALESCE(mmt_max, 260) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
            )
          ) > 30 * (
            COALESCE(mmt_max, 260)
          )
          THEN 32.5
          WHEN (
            100 * (
              COALESCE(mmt_max, 260) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
            )
          ) > 20 * (
            COALESCE(mmt_max, 260)
          )
          THEN 27.5
          WHEN (
            100 * (
              COALESCE(mmt_max, 260) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
            )
          ) > 10 * (
            COALESCE(mmt_max, 260)
          )
          THEN 20
          WHEN (
            100 * (
              COALESCE(mmt_max, 260) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
            )
          ) > 2 * (
            COALESCE(mmt_max, 260)
          )
          THEN 10
          ELSE 0
        END
      ) + GREATEST(
        CASE
          WHEN (
            100 * (
              COALESCE(haq_base, 0) - 0
            )
          ) > 40 * (
            3
          )
          THEN 10
          WHEN (
            100 * (
              COALESCE(haq_base, 0) - 0
            )
          ) > 25 * (
            3
          )
          THEN 7.5
          WHEN (
            100 * (
              COALESCE(haq_base, 0) - 0
            )
          ) > 15 * (
            3
          )
          THEN 7.5
          WHEN (
            100 * (
              COALESCE(haq_base, 0) - 0
            )
          ) > 5 * (
            3
          )
          THEN 5
          ELSE 0
        END,
        CASE
          WHEN (
            100 * (
              COALESCE(haq_base, 3) - 0
            )
          ) > 40 * (
            3
          )
          THEN 10
          WHEN (
            100 * (
              COALESCE(haq_base, 3) - 0
            )
          ) > 25 * (
            3
          )
          THEN 7.5
          WHEN (
            100 * (
              COALESCE(haq_base, 3) - 0
            )
          ) > 15 * (
            3
          )
          THEN 7.5
          WHEN (
            100 * (
              COALESCE(haq_base, 3) - 0
            )
          ) > 5 * (
            3
          )
          THEN 5
          ELSE 0
        END
      ) + GREATEST(
        CASE
          WHEN (
            100 * (
              COALESCE(enzyme_base, 0) - COALESCE(LEAST(enzyme_value, 0.1 * enzyme_uln), 0)
            )
          ) > 40 * (
            (
              CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
            ) * COALESCE(enzyme_uln, 0.1)
          )
          THEN 7.5
          WHEN (
            100 * (
              COALESCE(enzyme_base, 0) - COALESCE(LEAST(enzyme_value, 0.1 * enzyme_uln), 0)
            )
          ) > 25 * (
            (
              CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
            ) * COALESCE(enzyme_uln, 0.1)
          )
          THEN 7.5
          WHEN (
            100 * (
              COALESCE(enzyme_base, 0) - COALESCE(LEAST(enzyme_value, 0.1 * enzyme_uln), 0)
            )
          ) > 15 * (
            (
              CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
            ) * COALESCE(enzyme_uln, 0.1)
          )
          THEN 5
          WHEN (
            100 * (
              COALESCE(enzyme_base, 0) - COALESCE(LEAST(enzyme_value, 0.1 * enzyme_uln), 0)
            )
          ) > 5 * (
            (
              CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
            ) * COALESCE(enzyme_uln, 0.1)
          )
          THEN 2.5
          ELSE 0
        END,
        CASE
          WHEN (
            100 * (
              COALESCE(enzyme_base, 0) - COALESCE(LEAST(enzyme_value, 0.1 * enzyme_uln), 0)
            )
          ) > 40 * (
            (
              CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
            ) * COALESCE(enzyme_uln, 1000)
          )
          THEN 7.5
          WHEN (
            100 * (
              COALESCE(enzyme_base, 0) - COALESCE(LEAST(enzyme_value, 0.1 * enzyme_uln), 0)
            )
          ) > 25 * (
            (
              CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
            ) * COALESCE(enzyme_uln, 1000)
          )
          THEN 7.5
          WHEN (
            100 * (
              COALESCE(enzyme_base, 0) - COALESCE(LEAST(enzyme_value, 0.1 * enzyme_uln), 0)
            )
          ) > 15 * (
            (
              CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
            ) * COALESCE(enzyme_uln, 1000)
          )
          THEN 5
          WHEN (
            100 * (
              COALESCE(enzyme_base, 0) - COALESCE(LEAST(enzyme_value, 0.1 * enzyme_uln), 0)
            )
          ) > 5 * (
            (
              CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
            ) * COALESCE(enzyme_uln, 1000)
          )
          THEN 2.5
          ELSE 0
        END,
        CASE
          WHEN (
            100 * (
              COALESCE(enzyme_base, 1000000) - COALESCE(LEAST(enzyme_value, 0.1 * enzyme_uln), 0)
            )
          ) > 40 * (
            (
              CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
            ) * COALESCE(enzyme_uln, 0.1)
          )
          THEN 7.5
          WHEN (
            100 * (
              COALESCE(enzyme_base, 1000000) - COALESCE(LEAST(enzyme_value, 0.1 * enzyme_uln), 0)
            )
          ) > 25 * (
            (
              CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
            ) * COALESCE(enzyme_uln, 0.1)
          )
          THEN 7.5
          WHEN (
            100 * (
              COALESCE(enzyme_base, 1000000) - COALESCE(LEAST(enzyme_value, 0.1 * enzyme_uln), 0)
            )
          ) > 15 * (
            (
              CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
            ) * COALESCE(enzyme_uln, 0.1)
          )
          THEN 5
          WHEN (
            100 * (
              COALESCE(enzyme_base, 1000000) - COALESCE(LEAST(enzyme_value, 0.1 * enzyme_uln), 0)
            )
          ) > 5 * (
            (
              CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
            ) * COALESCE(enzyme_uln, 0.1)
          )
          THEN 2.5
          ELSE 0
        END,
        CASE
          WHEN (
            100 * (
              COALESCE(enzyme_base, 1000000) - COALESCE(LEAST(enzyme_value, 0.1 * enzyme_uln), 0)
            )
          ) > 40 * (
            (
              CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
            ) * COALESCE(enzyme_uln, 1000)
          )
          THEN 7.5
          WHEN (
            100 * (
              COALESCE(enzyme_base, 1000000) - COALESCE(LEAST(enzyme_value, 0.1 * enzyme_uln), 0)
            )
          ) > 25 * (
            (
              CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
            ) * COALESCE(enzyme_uln, 1000)
          )
          THEN 7.5
          WHEN (
            100 * (
              COALESCE(enzyme_base, 1000000) - COALESCE(LEAST(enzyme_value, 0.1 * enzyme_uln), 0)
            )
          ) > 15 * (
            (
              CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
            ) * COALESCE(enzyme_uln, 1000)
          )
          THEN 5
          WHEN (
            100 * (
              COALESCE(enzyme_base, 1000000) - COALESCE(LEAST(enzyme_value, 0.1 * enzyme_uln), 0)
            )
          ) > 5 * (
            (
              CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
            ) * COALESCE(enzyme_uln, 1000)
          )
          THEN 2.5
          ELSE 0
        END,
        CASE
          WHEN (
            100 * (
              COALESCE(enzyme_base, 0) - COALESCE(LEAST(enzyme_value, 0.1 * enzyme_uln), 0)
            )
          ) > 40 * (
            (
              CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
            ) * COALESCE(enzyme_uln, 0.1)
          )
          THEN 7.5
          WHEN (
            100 * (
              COALESCE(enzyme_base, 0) - COALESCE(LEAST(enzyme_value, 0.1 * enzyme_uln), 0)
            )
          ) > 25 * (
            (
              CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
            ) * COALESCE(enzyme_uln, 0.1)
          )
          THEN 7.5
          WHEN (
            100 * (
              COALESCE(enzyme_base, 0) - COALESCE(LEAST(enzyme_value, 0.1 * enzyme_uln), 0)
            )
          ) > 15 * (
            (
              CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
            ) * COALESCE(enzyme_uln, 0.1)
          )
          THEN 5
          WHEN (
            100 * (
              COALESCE(enzyme_base, 0) - COALESCE(LEAST(enzyme_value, 0.1 * enzyme_uln), 0)
            )
          ) > 5 * (
            (
              CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
            ) * COALESCE(enzyme_uln, 0.1)
          )
          THEN 2.5
          ELSE 0
        END,
        CASE
          WHEN (
            100 * (
              COALESCE(enzyme_base, 0) - COALESCE(LEAST(enzyme_value, 0.1 * enzyme_uln), 0)
            )
          ) > 40 * (
            (
              CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
            ) * COALESCE(enzyme_uln, 1000)
          )
          THEN 7.5
          WHEN (
            100 * (
              COALESCE(enzyme_base, 0) - COALESCE(LEAST(enzyme_value, 0.1 * enzyme_uln), 0)
            )
          ) > 25 * (
            (
              CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
            ) * COALESCE(enzyme_uln, 1000)
          )
          THEN 7.5
          WHEN (
            100 * (
              COALESCE(enzyme_base, 0) - COALESCE(LEAST(enzyme_value, 0.1 * enzyme_uln), 0)
            )
          ) > 15 * (
            (
              CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
            ) * COALESCE(enzyme_uln, 1000)
          )
          THEN 5
          WHEN (
            100 * (
              COALESCE(enzyme_base, 0) - COALESCE(LEAST(enzyme_value, 0.1 * enzyme_uln), 0)
            )
          ) > 5 * (
            (
              CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
            ) * COALESCE(enzyme_uln, 1000)
          )
          THEN 2.5
          ELSE 0
        END,
        CASE
          WHEN (
            100 * (
              COALESCE(enzyme_base, 1000000) - COALESCE(LEAST(enzyme_value, 0.1 * enzyme_uln), 0)
            )
          ) > 40 * (
            (
              CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
            ) * COALESCE(enzyme_uln, 0.1)
          )
          THEN 7.5
          WHEN (
            100 * (
              COALESCE(enzyme_base, 1000000) - COALESCE(LEAST(enzyme_value, 0.1 * enzyme_uln), 0)
            )
          ) > 25 * (
            (
              CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
            ) * COALESCE(enzyme_uln, 0.1)
          )
          THEN 7.5
          WHEN (
            100 * (
              COALESCE(enzyme_base, 1000000) - COALESCE(LEAST(enzyme_value, 0.1 * enzyme_uln), 0)
            )
          ) > 15 * (
            (
              CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
            ) * COALESCE(enzyme_uln, 0.1)
          )
          THEN 5
          WHEN (
            100 * (
              COALESCE(enzyme_base, 1000000) - COALESCE(LEAST(enzyme_value, 0.1 * enzyme_uln), 0)
            )
          ) > 5 * (
            (
              CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
            ) * COALESCE(enzyme_uln, 0.1)
          )
          THEN 2.5
          ELSE 0
        END,
        CASE
          WHEN (
            100 * (
              COALESCE(enzyme_base, 1000000) - COALESCE(LEAST(enzyme_value, 0.1 * enzyme_uln), 0)
            )
          ) > 40 * (
            (
              CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
            ) * COALESCE(enzyme_uln, 1000)
          )
          THEN 7.5
          WHEN (
            100 * (
              COALESCE(enzyme_base, 1000000) - COALESCE(LEAST(enzyme_value, 0.1 * enzyme_uln), 0)
            )
          ) > 25 * (
            (
              CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
            ) * COALESCE(enzyme_uln, 1000)
          )
          THEN 7.5
          WHEN (
            100 * (
              COALESCE(enzyme_base, 1000000) - COALESCE(LEAST(enzyme_value, 0.1 * enzyme_uln), 0)
            )
          ) > 15 * (
            (
              CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
            ) * COALESCE(enzyme_uln, 1000)
          )
          THEN 5
          WHEN (
            100 * (
              COALESCE(enzyme_base, 1000000) - COALESCE(LEAST(enzyme_value, 0.1 * enzyme_uln), 0)
            )
          ) > 5 * (
            (
              CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
            ) * COALESCE(enzyme_uln, 1000)
          )
          THEN 2.5
          ELSE 0
        END
      ) + GREATEST(
        CASE
          WHEN (
            100 * (
              COALESCE(exm_base, 0) - 0
            )
          ) > 40 * (
            10
          )
          THEN 20
          WHEN (
            100 * (
              COALESCE(exm_base, 0) - 0
            )
          ) > 25 * (
            10
          )
          THEN 15
          WHEN (
            100 * (
              COALESCE(exm_base, 0) - 0
            )
          ) > 15 * (
            10
          )
          THEN 12.5
          WHEN (
            100 * (
              COALESCE(exm_base, 0) - 0
            )
          ) > 5 * (
            10
          )
          THEN 7.5
          ELSE 0
        END,
        CASE
          WHEN (
            100 * (
              COALESCE(exm_base, 10) - 0
            )
          ) > 40 * (
            10
          )
          THEN 20
          WHEN (
            100 * (
              COALESCE(exm_base, 10) - 0
            )
          ) > 25 * (
            10
          )
          THEN 15
          WHEN (
            100 * (
              COALESCE(exm_base, 10) - 0
            )
          ) > 15 * (
            10
          )
          THEN 12.5
          WHEN (
            100 * (
              COALESCE(exm_base, 10) - 0
            )
          ) > 5 * (
            10
          )
          THEN 7.5
          ELSE 0
        END
      ) AS attainable
    FROM (
      SELECT
        *,
        LEAST(
          CASE
            WHEN (
              100 * (
                COALESCE(phga_base, 0) - COALESCE(phga, 0)
              )
            ) > 40 * (
              10
            )
            THEN 20
            WHEN (
              100 * (
                COALESCE(phga_base, 0) - COALESCE(phga, 0)
              )
            ) > 25 * (
              10
            )
            THEN 17.5
            WHEN (
              100 * (
                COALESCE(phga_base, 0) - COALESCE(phga, 0)
              )
            ) > 15 * (
              10
            )
            THEN 15
            WHEN (
              100 * (
                COALESCE(phga_base, 0) - COALESCE(phga, 0)
              )
            ) > 5 * (
              10
            )
            THEN 7.5
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(phga_base, 0) - COALESCE(phga, 10)
              )
            ) > 40 * (
              10
            )
            THEN 20
            WHEN (
              100 * (
                COALESCE(phga_base, 0) - COALESCE(phga, 10)
              )
            ) > 25 * (
              10
            )
            THEN 17.5
            WHEN (
              100 * (
                COALESCE(phga_base, 0) - COALESCE(phga, 10)
              )
            ) > 15 * (
              10
            )
            THEN 15
            WHEN (
              100 * (
                COALESCE(phga_base, 0) - COALESCE(phga, 10)
              )
            ) > 5 * (
              10
            )
            THEN 7.5
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(phga_base, 10) - COALESCE(phga, 0)
              )
            ) > 40 * (
              10
            )
            THEN 20
            WHEN (
              100 * (
                COALESCE(phga_base, 10) - COALESCE(phga, 0)
              )
            ) > 25 * (
              10
            )
            THEN 17.5
            WHEN (
              100 * (
                COALESCE(phga_base, 10) - COALESCE(phga, 0)
              )
            ) > 15 * (
              10
            )
            THEN 15
            WHEN (
              100 * (
                COALESCE(phga_base, 10) - COALESCE(phga, 0)
              )
            ) > 5 * (
              10
            )
            THEN 7.5
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(phga_base, 10) - COALESCE(phga, 10)
              )
            ) > 40 * (
              10
            )
            THEN 20
            WHEN (
              100 * (
                COALESCE(phga_base, 10) - COALESCE(phga, 10)
              )
            ) > 25 * (
              10
            )
            THEN 17.5
            WHEN (
              100 * (
                COALESCE(phga_base, 10) - COALESCE(phga, 10)
              )
            ) > 15 * (
              10
            )
            THEN 15
            WHEN (
              100 * (
                COALESCE(phga_base, 10) - COALESCE(phga, 10)
              )
            ) > 5 * (
              10
            )
            THEN 7.5
            ELSE 0
          END
        ) AS term_1_low,
        GREATEST(
          CASE
            WHEN (
              100 * (
                COALESCE(phga_base, 0) - COALESCE(phga, 0)
              )
            ) > 40 * (
              10
            )
            THEN 20
            WHEN (
              100 * (
                COALESCE(phga_base, 0) - COALESCE(phga, 0)
              )
            ) > 25 * (
              10
            )
            THEN 17.5
            WHEN (
              100 * (
                COALESCE(phga_base, 0) - COALESCE(phga, 0)
              )
            ) > 15 * (
              10
            )
            THEN 15
            WHEN (
              100 * (
                COALESCE(phga_base, 0) - COALESCE(phga, 0)
              )
            ) > 5 * (
              10
            )
            THEN 7.5
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(phga_base, 0) - COALESCE(phga, 10)
              )
            ) > 40 * (
              10
            )
            THEN 20
            WHEN (
              100 * (
                COALESCE(phga_base, 0) - COALESCE(phga, 10)
              )
            ) > 25 * (
              10
            )
            THEN 17.5
            WHEN (
              100 * (
                COALESCE(phga_base, 0) - COALESCE(phga, 10)
              )
            ) > 15 * (
              10
            )
            THEN 15
            WHEN (
              100 * (
                COALESCE(phga_base, 0) - COALESCE(phga, 10)
              )
            ) > 5 * (
              10
            )
            THEN 7.5
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(phga_base, 10) - COALESCE(phga, 0)
              )
            ) > 40 * (
              10
            )
            THEN 20
            WHEN (
              100 * (
                COALESCE(phga_base, 10) - COALESCE(phga, 0)
              )
            ) > 25 * (
              10
            )
            THEN 17.5
            WHEN (
              100 * (
                COALESCE(phga_base, 10) - COALESCE(phga, 0)
              )
            ) > 15 * (
              10
            )
            THEN 15
            WHEN (
              100 * (
                COALESCE(phga_base, 10) - COALESCE(phga, 0)
              )
            ) > 5 * (
              10
            )
            THEN 7.5
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(phga_base, 10) - COALESCE(phga, 10)
              )
            ) > 40 * (
              10
            )
            THEN 20
            WHEN (
              100 * (
                COALESCE(phga_base, 10) - COALESCE(phga, 10)
              )
            ) > 25 * (
              10
            )
            THEN 17.5
            WHEN (
              100 * (
                COALESCE(phga_base, 10) - COALESCE(phga, 10)
              )
            ) > 15 * (
              10
            )
            THEN 15
            WHEN (
              100 * (
                COALESCE(phga_base, 10) - COALESCE(phga, 10)
              )
            ) > 5 * (
              10
            )
            THEN 7.5
            ELSE 0
          END
        ) AS term_1_high,
        LEAST(
          CASE
            WHEN (
              100 * (
                COALESCE(ptga_base, 0) - COALESCE(ptga, 0)
              )
            ) > 40 * (
              10
            )
            THEN 10
            WHEN (
              100 * (
                COALESCE(ptga_base, 0) - COALESCE(ptga, 0)
              )
            ) > 25 * (
              10
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(ptga_base, 0) - COALESCE(ptga, 0)
              )
            ) > 15 * (
              10
            )
            THEN 5
            WHEN (
              100 * (
                COALESCE(ptga_base, 0) - COALESCE(ptga, 0)
              )
            ) > 5 * (
              10
            )
            THEN 2.5
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(ptga_base, 0) - COALESCE(ptga, 10)
              )
            ) > 40 * (
              10
            )
            THEN 10
            WHEN (
              100 * (
                COALESCE(ptga_base, 0) - COALESCE(ptga, 10)
              )
            ) > 25 * (
              10
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(ptga_base, 0) - COALESCE(ptga, 10)
              )
            ) > 15 * (
              10
            )
            THEN 5
            WHEN (
              100 * (
                COALESCE(ptga_base, 0) - COALESCE(ptga, 10)
              )
            ) > 5 * (
              10
            )
            THEN 2.5
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(ptga_base, 10) - COALESCE(ptga, 0)
              )
            ) > 40 * (
              10
            )
            THEN 10
            WHEN (
              100 * (
                COALESCE(ptga_base, 10) - COALESCE(ptga, 0)
              )
            ) > 25 * (
              10
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(ptga_base, 10) - COALESCE(ptga, 0)
              )
            ) > 15 * (
              10
            )
            THEN 5
            WHEN (
              100 * (
                COALESCE(ptga_base, 10) - COALESCE(ptga, 0)
              )
            ) > 5 * (
              10
            )
            THEN 2.5
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(ptga_base, 10) - COALESCE(ptga, 10)
              )
            ) > 40 * (
              10
            )
            THEN 10
            WHEN (
              100 * (
                COALESCE(ptga_base, 10) - COALESCE(ptga, 10)
              )
            ) > 25 * (
              10
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(ptga_base, 10) - COALESCE(ptga, 10)
              )
            ) > 15 * (
              10
            )
            THEN 5
            WHEN (
              100 * (
                COALESCE(ptga_base, 10) - COALESCE(ptga, 10)
              )
            ) > 5 * (
              10
            )
            THEN 2.5
            ELSE 0
          END
        ) AS term_2_low,
        GREATEST(
          CASE
            WHEN (
              100 * (
                COALESCE(ptga_base, 0) - COALESCE(ptga, 0)
              )
            ) > 40 * (
              10
            )
            THEN 10
            WHEN (
              100 * (
                COALESCE(ptga_base, 0) - COALESCE(ptga, 0)
              )
            ) > 25 * (
              10
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(ptga_base, 0) - COALESCE(ptga, 0)
              )
            ) > 15 * (
              10
            )
            THEN 5
            WHEN (
              100 * (
                COALESCE(ptga_base, 0) - COALESCE(ptga, 0)
              )
            ) > 5 * (
              10
            )
            THEN 2.5
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(ptga_base, 0) - COALESCE(ptga, 10)
              )
            ) > 40 * (
              10
            )
            THEN 10
            WHEN (
              100 * (
                COALESCE(ptga_base, 0) - COALESCE(ptga, 10)
              )
            ) > 25 * (
              10
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(ptga_base, 0) - COALESCE(ptga, 10)
              )
            ) > 15 * (
              10
            )
            THEN 5
            WHEN (
              100 * (
                COALESCE(ptga_base, 0) - COALESCE(ptga, 10)
              )
            ) > 5 * (
              10
            )
            THEN 2.5
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(ptga_base, 10) - COALESCE(ptga, 0)
              )
            ) > 40 * (
              10
            )
            THEN 10
            WHEN (
              100 * (
                COALESCE(ptga_base, 10) - COALESCE(ptga, 0)
              )
            ) > 25 * (
              10
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(ptga_base, 10) - COALESCE(ptga, 0)
              )
            ) > 15 * (
              10
            )
            THEN 5
            WHEN (
              100 * (
                COALESCE(ptga_base, 10) - COALESCE(ptga, 0)
              )
            ) > 5 * (
              10
            )
            THEN 2.5
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(ptga_base, 10) - COALESCE(ptga, 10)
              )
            ) > 40 * (
              10
            )
            THEN 10
            WHEN (
              100 * (
                COALESCE(ptga_base, 10) - COALESCE(ptga, 10)
              )
            ) > 25 * (
              10
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(ptga_base, 10) - COALESCE(ptga, 10)
              )
            ) > 15 * (
              10
            )
            THEN 5
            WHEN (
              100 * (
                COALESCE(ptga_base, 10) - COALESCE(ptga, 10)
              )
            ) > 5 * (
              10
            )
            THEN 2.5
            ELSE 0
          END
        ) AS term_2_high,
        LEAST(
          CASE
            WHEN (
              100 * (
                COALESCE(mmt, 0) - COALESCE(mmt_base, 0)
              )
            ) > 30 * (
              COALESCE(mmt_max, 80)
            )
            THEN 32.5
            WHEN (
              100 * (
                COALESCE(mmt, 0) - COALESCE(mmt_base, 0)
              )
            ) > 20 * (
              COALESCE(mmt_max, 80)
            )
            THEN 27.5
            WHEN (
              100 * (
                COALESCE(mmt, 0) - COALESCE(mmt_base, 0)
              )
            ) > 10 * (
              COALESCE(mmt_max, 80)
            )
            THEN 20
            WHEN (
              100 * (
                COALESCE(mmt, 0) - COALESCE(mmt_base, 0)
              )
            ) > 2 * (
              COALESCE(mmt_max, 80)
            )
            THEN 10
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(mmt, 0) - COALESCE(mmt_base, 0)
              )
            ) > 30 * (
              COALESCE(mmt_max, 150)
            )
            THEN 32.5
            WHEN (
              100 * (
                COALESCE(mmt, 0) - COALESCE(mmt_base, 0)
              )
            ) > 20 * (
              COALESCE(mmt_max, 150)
            )
            THEN 27.5
            WHEN (
              100 * (
                COALESCE(mmt, 0) - COALESCE(mmt_base, 0)
              )
            ) > 10 * (
              COALESCE(mmt_max, 150)
            )
            THEN 20
            WHEN (
              100 * (
                COALESCE(mmt, 0) - COALESCE(mmt_base, 0)
              )
            ) > 2 * (
              COALESCE(mmt_max, 150)
            )
            THEN 10
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(mmt, 0) - COALESCE(mmt_base, 0)
              )
            ) > 30 * (
              COALESCE(mmt_max, 260)
            )
            THEN 32.5
            WHEN (
              100 * (
                COALESCE(mmt, 0) - COALESCE(mmt_base, 0)
              )
            ) > 20 * (
              COALESCE(mmt_max, 260)
            )
            THEN 27.5
            WHEN (
              100 * (
                COALESCE(mmt, 0) - COALESCE(mmt_base, 0)
              )
            ) > 10 * (
              COALESCE(mmt_max, 260)
            )
            THEN 20
            WHEN (
              100 * (
                COALESCE(mmt, 0) - COALESCE(mmt_base, 0)
              )
            ) > 2 * (
              COALESCE(mmt_max, 260)
            )
            THEN 10
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(mmt, COALESCE(mmt_max, 260)) - COALESCE(mmt_base, 0)
              )
            ) > 30 * (
              COALESCE(mmt_max, 80)
            )
            THEN 32.5
            WHEN (
              100 * (
                COALESCE(mmt, COALESCE(mmt_max, 260)) - COALESCE(mmt_base, 0)
              )
            ) > 20 * (
              COALESCE(mmt_max, 80)
            )
            THEN 27.5
            WHEN (
              100 * (
                COALESCE(mmt, COALESCE(mmt_max, 260)) - COALESCE(mmt_base, 0)
              )
            ) > 10 * (
              COALESCE(mmt_max, 80)
            )
            THEN 20
            WHEN (
              100 * (
                COALESCE(mmt, COALESCE(mmt_max, 260)) - COALESCE(mmt_base, 0)
              )
            ) > 2 * (
              COALESCE(mmt_max, 80)
            )
            THEN 10
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(mmt, COALESCE(mmt_max, 260)) - COALESCE(mmt_base, 0)
              )
            ) > 30 * (
              COALESCE(mmt_max, 150)
            )
            THEN 32.5
            WHEN (
              100 * (
                COALESCE(mmt, COALESCE(mmt_max, 260)) - COALESCE(mmt_base, 0)
              )
            ) > 20 * (
              COALESCE(mmt_max, 150)
            )
            THEN 27.5
            WHEN (
              100 * (
                COALESCE(mmt, COALESCE(mmt_max, 260)) - COALESCE(mmt_base, 0)
              )
            ) > 10 * (
              COALESCE(mmt_max, 150)
            )
            THEN 20
            WHEN (
              100 * (
                COALESCE(mmt, COALESCE(mmt_max, 260)) - COALESCE(mmt_base, 0)
              )
            ) > 2 * (
              COALESCE(mmt_max, 150)
            )
            THEN 10
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(mmt, COALESCE(mmt_max, 260)) - COALESCE(mmt_base, 0)
              )
            ) > 30 * (
              COALESCE(mmt_max, 260)
            )
            THEN 32.5
            WHEN (
              100 * (
                COALESCE(mmt, COALESCE(mmt_max, 260)) - COALESCE(mmt_base, 0)
              )
            ) > 20 * (
              COALESCE(mmt_max, 260)
            )
            THEN 27.5
            WHEN (
              100 * (
                COALESCE(mmt, COALESCE(mmt_max, 260)) - COALESCE(mmt_base, 0)
              )
            ) > 10 * (
              COALESCE(mmt_max, 260)
            )
            THEN 20
            WHEN (
              100 * (
                COALESCE(mmt, COALESCE(mmt_max, 260)) - COALESCE(mmt_base, 0)
              )
            ) > 2 * (
              COALESCE(mmt_max, 260)
            )
            THEN 10
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(mmt, 0) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
              )
            ) > 30 * (
              COALESCE(mmt_max, 80)
            )
            THEN 32.5
            WHEN (
              100 * (
                COALESCE(mmt, 0) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
              )
            ) > 20 * (
              COALESCE(mmt_max, 80)
            )
            THEN 27.5
            WHEN (
              100 * (
                COALESCE(mmt, 0) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
              )
            ) > 10 * (
              COALESCE(mmt_max, 80)
            )
            THEN 20
            WHEN (
              100 * (
                COALESCE(mmt, 0) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
              )
            ) > 2 * (
              COALESCE(mmt_max, 80)
            )
            THEN 10
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(mmt, 0) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
              )
            ) > 30 * (
              COALESCE(mmt_max, 150)
            )
            THEN 32.5
            WHEN (
              100 * (
                COALESCE(mmt, 0) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
              )
            ) > 20 * (
              COALESCE(mmt_max, 150)
            )
            THEN 27.5
            WHEN (
              100 * (
                COALESCE(mmt, 0) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
              )
            ) > 10 * (
              COALESCE(mmt_max, 150)
            )
            THEN 20
            WHEN (
              100 * (
                COALESCE(mmt, 0) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
              )
            ) > 2 * (
              COALESCE(mmt_max, 150)
            )
            THEN 10
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(mmt, 0) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
              )
            ) > 30 * (
              COALESCE(mmt_max, 260)
            )
            THEN 32.5
            WHEN (
              100 * (
                COALESCE(mmt, 0) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
              )
            ) > 20 * (
              COALESCE(mmt_max, 260)
            )
            THEN 27.5
            WHEN (
              100 * (
                COALESCE(mmt, 0) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
              )
            ) > 10 * (
              COALESCE(mmt_max, 260)
            )
            THEN 20
            WHEN (
              100 * (
                COALESCE(mmt, 0) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
              )
            ) > 2 * (
              COALESCE(mmt_max, 260)
            )
            THEN 10
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(mmt, COALESCE(mmt_max, 260)) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
              )
            ) > 30 * (
              COALESCE(mmt_max, 80)
            )
            THEN 32.5
            WHEN (
              100 * (
                COALESCE(mmt, COALESCE(mmt_max, 260)) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
              )
            ) > 20 * (
              COALESCE(mmt_max, 80)
            )
            THEN 27.5
            WHEN (
              100 * (
                COALESCE(mmt, COALESCE(mmt_max, 260)) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
              )
            ) > 10 * (
              COALESCE(mmt_max, 80)
            )
            THEN 20
            WHEN (
              100 * (
                COALESCE(mmt, COALESCE(mmt_max, 260)) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
              )
            ) > 2 * (
              COALESCE(mmt_max, 80)
            )
            THEN 10
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(mmt, COALESCE(mmt_max, 260)) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
              )
            ) > 30 * (
              COALESCE(mmt_max, 150)
            )
            THEN 32.5
            WHEN (
              100 * (
                COALESCE(mmt, COALESCE(mmt_max, 260)) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
              )
            ) > 20 * (
              COALESCE(mmt_max, 150)
            )
            THEN 27.5
            WHEN (
              100 * (
                COALESCE(mmt, COALESCE(mmt_max, 260)) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
              )
            ) > 10 * (
              COALESCE(mmt_max, 150)
            )
            THEN 20
            WHEN (
              100 * (
                COALESCE(mmt, COALESCE(mmt_max, 260)) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
              )
            ) > 2 * (
              COALESCE(mmt_max, 150)
            )
            THEN 10
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(mmt, COALESCE(mmt_max, 260)) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
              )
            ) > 30 * (
              COALESCE(mmt_max, 260)
            )
            THEN 32.5
            WHEN (
              100 * (
                COALESCE(mmt, COALESCE(mmt_max, 260)) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
              )
            ) > 20 * (
              COALESCE(mmt_max, 260)
            )
            THEN 27.5
            WHEN (
              100 * (
                COALESCE(mmt, COALESCE(mmt_max, 260)) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
              )
            ) > 10 * (
              COALESCE(mmt_max, 260)
            )
            THEN 20
            WHEN (
              100 * (
                COALESCE(mmt, COALESCE(mmt_max, 260)) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
              )
            ) > 2 * (
              COALESCE(mmt_max, 260)
            )
            THEN 10
            ELSE 0
          END
        ) AS term_3_low,
        GREATEST(
          CASE
            WHEN (
              100 * (
                COALESCE(mmt, 0) - COALESCE(mmt_base, 0)
              )
            ) > 30 * (
              COALESCE(mmt_max, 80)
            )
            THEN 32.5
            WHEN (
              100 * (
                COALESCE(mmt, 0) - COALESCE(mmt_base, 0)
              )
            ) > 20 * (
              COALESCE(mmt_max, 80)
            )
            THEN 27.5
            WHEN (
              100 * (
                COALESCE(mmt, 0) - COALESCE(mmt_base, 0)
              )
            ) > 10 * (
              COALESCE(mmt_max, 80)
            )
            THEN 20
            WHEN (
              100 * (
                COALESCE(mmt, 0) - COALESCE(mmt_base, 0)
              )
            ) > 2 * (
              COALESCE(mmt_max, 80)
            )
            THEN 10
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(mmt, 0) - COALESCE(mmt_base, 0)
              )
            ) > 30 * (
              COALESCE(mmt_max, 150)
            )
            THEN 32.5
            WHEN (
              100 * (
                COALESCE(mmt, 0) - COALESCE(mmt_base, 0)
              )
            ) > 20 * (
              COALESCE(mmt_max, 150)
            )
            THEN 27.5
            WHEN (
              100 * (
                COALESCE(mmt, 0) - COALESCE(mmt_base, 0)
              )
            ) > 10 * (
              COALESCE(mmt_max, 150)
            )
            THEN 20
            WHEN (
              100 * (
                COALESCE(mmt, 0) - COALESCE(mmt_base, 0)
              )
            ) > 2 * (
              COALESCE(mmt_max, 150)
            )
            THEN 10
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(mmt, 0) - COALESCE(mmt_base, 0)
              )
            ) > 30 * (
              COALESCE(mmt_max, 260)
            )
            THEN 32.5
            WHEN (
              100 * (
                COALESCE(mmt, 0) - COALESCE(mmt_base, 0)
              )
            ) > 20 * (
              COALESCE(mmt_max, 260)
            )
            THEN 27.5
            WHEN (
              100 * (
                COALESCE(mmt, 0) - COALESCE(mmt_base, 0)
              )
            ) > 10 * (
              COALESCE(mmt_max, 260)
            )
            THEN 20
            WHEN (
              100 * (
                COALESCE(mmt, 0) - COALESCE(mmt_base, 0)
              )
            ) > 2 * (
              COALESCE(mmt_max, 260)
            )
            THEN 10
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(mmt, COALESCE(mmt_max, 260)) - COALESCE(mmt_base, 0)
              )
            ) > 30 * (
              COALESCE(mmt_max, 80)
            )
            THEN 32.5
            WHEN (
              100 * (
                COALESCE(mmt, COALESCE(mmt_max, 260)) - COALESCE(mmt_base, 0)
              )
            ) > 20 * (
              COALESCE(mmt_max, 80)
            )
            THEN 27.5
            WHEN (
              100 * (
                COALESCE(mmt, COALESCE(mmt_max, 260)) - COALESCE(mmt_base, 0)
              )
            ) > 10 * (
              COALESCE(mmt_max, 80)
            )
            THEN 20
            WHEN (
              100 * (
                COALESCE(mmt, COALESCE(mmt_max, 260)) - COALESCE(mmt_base, 0)
              )
            ) > 2 * (
              COALESCE(mmt_max, 80)
            )
            THEN 10
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(mmt, COALESCE(mmt_max, 260)) - COALESCE(mmt_base, 0)
              )
            ) > 30 * (
              COALESCE(mmt_max, 150)
            )
            THEN 32.5
            WHEN (
              100 * (
                COALESCE(mmt, COALESCE(mmt_max, 260)) - COALESCE(mmt_base, 0)
              )
            ) > 20 * (
              COALESCE(mmt_max, 150)
            )
            THEN 27.5
            WHEN (
              100 * (
                COALESCE(mmt, COALESCE(mmt_max, 260)) - COALESCE(mmt_base, 0)
              )
            ) > 10 * (
              COALESCE(mmt_max, 150)
            )
            THEN 20
            WHEN (
              100 * (
                COALESCE(mmt, COALESCE(mmt_max, 260)) - COALESCE(mmt_base, 0)
              )
            ) > 2 * (
              COALESCE(mmt_max, 150)
            )
            THEN 10
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(mmt, COALESCE(mmt_max, 260)) - COALESCE(mmt_base, 0)
              )
            ) > 30 * (
              COALESCE(mmt_max, 260)
            )
            THEN 32.5
            WHEN (
              100 * (
                COALESCE(mmt, COALESCE(mmt_max, 260)) - COALESCE(mmt_base, 0)
              )
            ) > 20 * (
              COALESCE(mmt_max, 260)
            )
            THEN 27.5
            WHEN (
              100 * (
                COALESCE(mmt, COALESCE(mmt_max, 260)) - COALESCE(mmt_base, 0)
              )
            ) > 10 * (
              COALESCE(mmt_max, 260)
            )
            THEN 20
            WHEN (
              100 * (
                COALESCE(mmt, COALESCE(mmt_max, 260)) - COALESCE(mmt_base, 0)
              )
            ) > 2 * (
              COALESCE(mmt_max, 260)
            )
            THEN 10
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(mmt, 0) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
              )
            ) > 30 * (
              COALESCE(mmt_max, 80)
            )
            THEN 32.5
            WHEN (
              100 * (
                COALESCE(mmt, 0) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
              )
            ) > 20 * (
              COALESCE(mmt_max, 80)
            )
            THEN 27.5
            WHEN (
              100 * (
                COALESCE(mmt, 0) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
              )
            ) > 10 * (
              COALESCE(mmt_max, 80)
            )
            THEN 20
            WHEN (
              100 * (
                COALESCE(mmt, 0) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
              )
            ) > 2 * (
              COALESCE(mmt_max, 80)
            )
            THEN 10
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(mmt, 0) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
              )
            ) > 30 * (
              COALESCE(mmt_max, 150)
            )
            THEN 32.5
            WHEN (
              100 * (
                COALESCE(mmt, 0) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
              )
            ) > 20 * (
              COALESCE(mmt_max, 150)
            )
            THEN 27.5
            WHEN (
              100 * (
                COALESCE(mmt, 0) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
              )
            ) > 10 * (
              COALESCE(mmt_max, 150)
            )
            THEN 20
            WHEN (
              100 * (
                COALESCE(mmt, 0) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
              )
            ) > 2 * (
              COALESCE(mmt_max, 150)
            )
            THEN 10
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(mmt, 0) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
              )
            ) > 30 * (
              COALESCE(mmt_max, 260)
            )
            THEN 32.5
            WHEN (
              100 * (
                COALESCE(mmt, 0) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
              )
            ) > 20 * (
              COALESCE(mmt_max, 260)
            )
            THEN 27.5
            WHEN (
              100 * (
                COALESCE(mmt, 0) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
              )
            ) > 10 * (
              COALESCE(mmt_max, 260)
            )
            THEN 20
            WHEN (
              100 * (
                COALESCE(mmt, 0) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
              )
            ) > 2 * (
              COALESCE(mmt_max, 260)
            )
            THEN 10
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(mmt, COALESCE(mmt_max, 260)) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
              )
            ) > 30 * (
              COALESCE(mmt_max, 80)
            )
            THEN 32.5
            WHEN (
              100 * (
                COALESCE(mmt, COALESCE(mmt_max, 260)) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
              )
            ) > 20 * (
              COALESCE(mmt_max, 80)
            )
            THEN 27.5
            WHEN (
              100 * (
                COALESCE(mmt, COALESCE(mmt_max, 260)) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
              )
            ) > 10 * (
              COALESCE(mmt_max, 80)
            )
            THEN 20
            WHEN (
              100 * (
                COALESCE(mmt, COALESCE(mmt_max, 260)) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
              )
            ) > 2 * (
              COALESCE(mmt_max, 80)
            )
            THEN 10
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(mmt, COALESCE(mmt_max, 260)) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
              )
            ) > 30 * (
              COALESCE(mmt_max, 150)
            )
            THEN 32.5
            WHEN (
              100 * (
                COALESCE(mmt, COALESCE(mmt_max, 260)) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
              )
            ) > 20 * (
              COALESCE(mmt_max, 150)
            )
            THEN 27.5
            WHEN (
              100 * (
                COALESCE(mmt, COALESCE(mmt_max, 260)) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
              )
            ) > 10 * (
              COALESCE(mmt_max, 150)
            )
            THEN 20
            WHEN (
              100 * (
                COALESCE(mmt, COALESCE(mmt_max, 260)) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
              )
            ) > 2 * (
              COALESCE(mmt_max, 150)
            )
            THEN 10
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(mmt, COALESCE(mmt_max, 260)) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
              )
            ) > 30 * (
              COALESCE(mmt_max, 260)
            )
            THEN 32.5
            WHEN (
              100 * (
                COALESCE(mmt, COALESCE(mmt_max, 260)) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
              )
            ) > 20 * (
              COALESCE(mmt_max, 260)
            )
            THEN 27.5
            WHEN (
              100 * (
                COALESCE(mmt, COALESCE(mmt_max, 260)) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
              )
            ) > 10 * (
              COALESCE(mmt_max, 260)
            )
            THEN 20
            WHEN (
              100 * (
                COALESCE(mmt, COALESCE(mmt_max, 260)) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
              )
            ) > 2 * (
              COALESCE(mmt_max, 260)
            )
            THEN 10
            ELSE 0
          END
        ) AS term_3_high,
        LEAST(
          CASE
            WHEN (
              100 * (
                COALESCE(haq_base, 0) - COALESCE(haq, 0)
              )
            ) > 40 * (
              3
            )
            THEN 10
            WHEN (
              100 * (
                COALESCE(haq_base, 0) - COALESCE(haq, 0)
              )
            ) > 25 * (
              3
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(haq_base, 0) - COALESCE(haq, 0)
              )
            ) > 15 * (
              3
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(haq_base, 0) - COALESCE(haq, 0)
              )
            ) > 5 * (
              3
            )
            THEN 5
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(haq_base, 0) - COALESCE(haq, 3)
              )
            ) > 40 * (
              3
            )
            THEN 10
            WHEN (
              100 * (
                COALESCE(haq_base, 0) - COALESCE(haq, 3)
              )
            ) > 25 * (
              3
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(haq_base, 0) - COALESCE(haq, 3)
              )
            ) > 15 * (
              3
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(haq_base, 0) - COALESCE(haq, 3)
              )
            ) > 5 * (
              3
            )
            THEN 5
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(haq_base, 3) - COALESCE(haq, 0)
              )
            ) > 40 * (
              3
            )
            THEN 10
            WHEN (
              100 * (
                COALESCE(haq_base, 3) - COALESCE(haq, 0)
              )
            ) > 25 * (
              3
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(haq_base, 3) - COALESCE(haq, 0)
              )
            ) > 15 * (
              3
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(haq_base, 3) - COALESCE(haq, 0)
              )
            ) > 5 * (
              3
            )
            THEN 5
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(haq_base, 3) - COALESCE(haq, 3)
              )
            ) > 40 * (
              3
            )
            THEN 10
            WHEN (
              100 * (
                COALESCE(haq_base, 3) - COALESCE(haq, 3)
              )
            ) > 25 * (
              3
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(haq_base, 3) - COALESCE(haq, 3)
              )
            ) > 15 * (
              3
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(haq_base, 3) - COALESCE(haq, 3)
              )
            ) > 5 * (
              3
            )
            THEN 5
            ELSE 0
          END
        ) AS term_4_low,
        GREATEST(
          CASE
            WHEN (
              100 * (
                COALESCE(haq_base, 0) - COALESCE(haq, 0)
              )
            ) > 40 * (
              3
            )
            THEN 10
            WHEN (
              100 * (
                COALESCE(haq_base, 0) - COALESCE(haq, 0)
              )
            ) > 25 * (
              3
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(haq_base, 0) - COALESCE(haq, 0)
              )
            ) > 15 * (
              3
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(haq_base, 0) - COALESCE(haq, 0)
              )
            ) > 5 * (
              3
            )
            THEN 5
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(haq_base, 0) - COALESCE(haq, 3)
              )
            ) > 40 * (
              3
            )
            THEN 10
            WHEN (
              100 * (
                COALESCE(haq_base, 0) - COALESCE(haq, 3)
              )
            ) > 25 * (
              3
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(haq_base, 0) - COALESCE(haq, 3)
              )
            ) > 15 * (
              3
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(haq_base, 0) - COALESCE(haq, 3)
              )
            ) > 5 * (
              3
            )
            THEN 5
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(haq_base, 3) - COALESCE(haq, 0)
              )
            ) > 40 * (
              3
            )
            THEN 10
            WHEN (
              100 * (
                COALESCE(haq_base, 3) - COALESCE(haq, 0)
              )
            ) > 25 * (
              3
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(haq_base, 3) - COALESCE(haq, 0)
              )
            ) > 15 * (
              3
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(haq_base, 3) - COALESCE(haq, 0)
              )
            ) > 5 * (
              3
            )
            THEN 5
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(haq_base, 3) - COALESCE(haq, 3)
              )
            ) > 40 * (
              3
            )
            THEN 10
            WHEN (
              100 * (
                COALESCE(haq_base, 3) - COALESCE(haq, 3)
              )
            ) > 25 * (
              3
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(haq_base, 3) - COALESCE(haq, 3)
              )
            ) > 15 * (
              3
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(haq_base, 3) - COALESCE(haq, 3)
              )
            ) > 5 * (
              3
            )
            THEN 5
            ELSE 0
          END
        ) AS term_4_high,
        LEAST(
          CASE
            WHEN (
              100 * (
                COALESCE(enzyme_base, 0) - COALESCE(enzyme_value, 0)
              )
            ) > 40 * (
              (
                CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 0.1)
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 0) - COALESCE(enzyme_value, 0)
              )
            ) > 25 * (
              (
                CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 0.1)
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 0) - COALESCE(enzyme_value, 0)
              )
            ) > 15 * (
              (
                CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 0.1)
            )
            THEN 5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 0) - COALESCE(enzyme_value, 0)
              )
            ) > 5 * (
              (
                CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 0.1)
            )
            THEN 2.5
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(enzyme_base, 0) - COALESCE(enzyme_value, 0)
              )
            ) > 40 * (
              (
                CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 1000)
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 0) - COALESCE(enzyme_value, 0)
              )
            ) > 25 * (
              (
                CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 1000)
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 0) - COALESCE(enzyme_value, 0)
              )
            ) > 15 * (
              (
                CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 1000)
            )
            THEN 5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 0) - COALESCE(enzyme_value, 0)
              )
            ) > 5 * (
              (
                CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 1000)
            )
            THEN 2.5
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(enzyme_base, 0) - COALESCE(enzyme_value, 1000000)
              )
            ) > 40 * (
              (
                CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 0.1)
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 0) - COALESCE(enzyme_value, 1000000)
              )
            ) > 25 * (
              (
                CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 0.1)
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 0) - COALESCE(enzyme_value, 1000000)
              )
            ) > 15 * (
              (
                CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 0.1)
            )
            THEN 5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 0) - COALESCE(enzyme_value, 1000000)
              )
            ) > 5 * (
              (
                CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 0.1)
            )
            THEN 2.5
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(enzyme_base, 0) - COALESCE(enzyme_value, 1000000)
              )
            ) > 40 * (
              (
                CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 1000)
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 0) - COALESCE(enzyme_value, 1000000)
              )
            ) > 25 * (
              (
                CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 1000)
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 0) - COALESCE(enzyme_value, 1000000)
              )
            ) > 15 * (
              (
                CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 1000)
            )
            THEN 5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 0) - COALESCE(enzyme_value, 1000000)
              )
            ) > 5 * (
              (
                CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 1000)
            )
            THEN 2.5
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(enzyme_base, 1000000) - COALESCE(enzyme_value, 0)
              )
            ) > 40 * (
              (
                CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 0.1)
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 1000000) - COALESCE(enzyme_value, 0)
              )
            ) > 25 * (
              (
                CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 0.1)
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 1000000) - COALESCE(enzyme_value, 0)
              )
            ) > 15 * (
              (
                CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 0.1)
            )
            THEN 5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 1000000) - COALESCE(enzyme_value, 0)
              )
            ) > 5 * (
              (
                CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 0.1)
            )
            THEN 2.5
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(enzyme_base, 1000000) - COALESCE(enzyme_value, 0)
              )
            ) > 40 * (
              (
                CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 1000)
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 1000000) - COALESCE(enzyme_value, 0)
              )
            ) > 25 * (
              (
                CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 1000)
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 1000000) - COALESCE(enzyme_value, 0)
              )
            ) > 15 * (
              (
                CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 1000)
            )
            THEN 5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 1000000) - COALESCE(enzyme_value, 0)
              )
            ) > 5 * (
              (
                CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 1000)
            )
            THEN 2.5
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(enzyme_base, 1000000) - COALESCE(enzyme_value, 1000000)
              )
            ) > 40 * (
              (
                CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 0.1)
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 1000000) - COALESCE(enzyme_value, 1000000)
              )
            ) > 25 * (
              (
                CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 0.1)
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 1000000) - COALESCE(enzyme_value, 1000000)
              )
            ) > 15 * (
              (
                CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 0.1)
            )
            THEN 5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 1000000) - COALESCE(enzyme_value, 1000000)
              )
            ) > 5 * (
              (
                CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 0.1)
            )
            THEN 2.5
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(enzyme_base, 1000000) - COALESCE(enzyme_value, 1000000)
              )
            ) > 40 * (
              (
                CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 1000)
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 1000000) - COALESCE(enzyme_value, 1000000)
              )
            ) > 25 * (
              (
                CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 1000)
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 1000000) - COALESCE(enzyme_value, 1000000)
              )
            ) > 15 * (
              (
                CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 1000)
            )
            THEN 5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 1000000) - COALESCE(enzyme_value, 1000000)
              )
            ) > 5 * (
              (
                CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 1000)
            )
            THEN 2.5
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(enzyme_base, 0) - COALESCE(enzyme_value, 0)
              )
            ) > 40 * (
              (
                CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 0.1)
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 0) - COALESCE(enzyme_value, 0)
              )
            ) > 25 * (
              (
                CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 0.1)
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 0) - COALESCE(enzyme_value, 0)
              )
            ) > 15 * (
              (
                CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 0.1)
            )
            THEN 5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 0) - COALESCE(enzyme_value, 0)
              )
            ) > 5 * (
              (
                CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 0.1)
            )
            THEN 2.5
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(enzyme_base, 0) - COALESCE(enzyme_value, 0)
              )
            ) > 40 * (
              (
                CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 1000)
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 0) - COALESCE(enzyme_value, 0)
              )
            ) > 25 * (
              (
                CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 1000)
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 0) - COALESCE(enzyme_value, 0)
              )
            ) > 15 * (
              (
                CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 1000)
            )
            THEN 5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 0) - COALESCE(enzyme_value, 0)
              )
            ) > 5 * (
              (
                CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 1000)
            )
            THEN 2.5
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(enzyme_base, 0) - COALESCE(enzyme_value, 1000000)
              )
            ) > 40 * (
              (
                CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 0.1)
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 0) - COALESCE(enzyme_value, 1000000)
              )
            ) > 25 * (
              (
                CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 0.1)
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 0) - COALESCE(enzyme_value, 1000000)
              )
            ) > 15 * (
              (
                CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 0.1)
            )
            THEN 5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 0) - COALESCE(enzyme_value, 1000000)
              )
            ) > 5 * (
              (
                CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 0.1)
            )
            THEN 2.5
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(enzyme_base, 0) - COALESCE(enzyme_value, 1000000)
              )
            ) > 40 * (
              (
                CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 1000)
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 0) - COALESCE(enzyme_value, 1000000)
              )
            ) > 25 * (
              (
                CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 1000)
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 0) - COALESCE(enzyme_value, 1000000)
              )
            ) > 15 * (
              (
                CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 1000)
            )
            THEN 5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 0) - COALESCE(enzyme_value, 1000000)
              )
            ) > 5 * (
              (
                CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 1000)
            )
            THEN 2.5
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(enzyme_base, 1000000) - COALESCE(enzyme_value, 0)
              )
            ) > 40 * (
              (
                CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 0.1)
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 1000000) - COALESCE(enzyme_value, 0)
              )
            ) > 25 * (
              (
                CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 0.1)
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 1000000) - COALESCE(enzyme_value, 0)
              )
            ) > 15 * (
              (
                CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 0.1)
            )
            THEN 5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 1000000) - COALESCE(enzyme_value, 0)
              )
            ) > 5 * (
              (
                CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 0.1)
            )
            THEN 2.5
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(enzyme_base, 1000000) - COALESCE(enzyme_value, 0)
              )
            ) > 40 * (
              (
                CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 1000)
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 1000000) - COALESCE(enzyme_value, 0)
              )
            ) > 25 * (
              (
                CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 1000)
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 1000000) - COALESCE(enzyme_value, 0)
              )
            ) > 15 * (
              (
                CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 1000)
            )
            THEN 5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 1000000) - COALESCE(enzyme_value, 0)
              )
            ) > 5 * (
              (
                CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 1000)
            )
            THEN 2.5
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(enzyme_base, 1000000) - COALESCE(enzyme_value, 1000000)
              )
            ) > 40 * (
              (
                CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 0.1)
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 1000000) - COALESCE(enzyme_value, 1000000)
              )
            ) > 25 * (
              (
                CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 0.1)
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 1000000) - COALESCE(enzyme_value, 1000000)
              )
            ) > 15 * (
              (
                CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 0.1)
            )
            THEN 5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 1000000) - COALESCE(enzyme_value, 1000000)
              )
            ) > 5 * (
              (
                CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 0.1)
            )
            THEN 2.5
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(enzyme_base, 1000000) - COALESCE(enzyme_value, 1000000)
              )
            ) > 40 * (
              (
                CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 1000)
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 1000000) - COALESCE(enzyme_value, 1000000)
              )
            ) > 25 * (
              (
                CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 1000)
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 1000000) - COALESCE(enzyme_value, 1000000)
              )
            ) > 15 * (
              (
                CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 1000)
            )
            THEN 5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 1000000) - COALESCE(enzyme_value, 1000000)
              )
            ) > 5 * (
              (
                CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 1000)
            )
            THEN 2.5
            ELSE 0
          END
        ) AS term_5_low,
        GREATEST(
          CASE
            WHEN (
              100 * (
                COALESCE(enzyme_base, 0) - COALESCE(enzyme_value, 0)
              )
            ) > 40 * (
              (
                CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 0.1)
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 0) - COALESCE(enzyme_value, 0)
              )
            ) > 25 * (
              (
                CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 0.1)
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 0) - COALESCE(enzyme_value, 0)
              )
            ) > 15 * (
              (
                CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 0.1)
            )
            THEN 5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 0) - COALESCE(enzyme_value, 0)
              )
            ) > 5 * (
              (
                CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 0.1)
            )
            THEN 2.5
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(enzyme_base, 0) - COALESCE(enzyme_value, 0)
              )
            ) > 40 * (
              (
                CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 1000)
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 0) - COALESCE(enzyme_value, 0)
              )
            ) > 25 * (
              (
                CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 1000)
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 0) - COALESCE(enzyme_value, 0)
              )
            ) > 15 * (
              (
                CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 1000)
            )
            THEN 5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 0) - COALESCE(enzyme_value, 0)
              )
            ) > 5 * (
              (
                CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 1000)
            )
            THEN 2.5
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(enzyme_base, 0) - COALESCE(enzyme_value, 1000000)
              )
            ) > 40 * (
              (
                CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 0.1)
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 0) - COALESCE(enzyme_value, 1000000)
              )
            ) > 25 * (
              (
                CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 0.1)
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 0) - COALESCE(enzyme_value, 1000000)
              )
            ) > 15 * (
              (
                CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 0.1)
            )
            THEN 5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 0) - COALESCE(enzyme_value, 1000000)
              )
            ) > 5 * (
              (
                CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 0.1)
            )
            THEN 2.5
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(enzyme_base, 0) - COALESCE(enzyme_value, 1000000)
              )
            ) > 40 * (
              (
                CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 1000)
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 0) - COALESCE(enzyme_value, 1000000)
              )
            ) > 25 * (
              (
                CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 1000)
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 0) - COALESCE(enzyme_value, 1000000)
              )
            ) > 15 * (
              (
                CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 1000)
            )
            THEN 5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 0) - COALESCE(enzyme_value, 1000000)
              )
            ) > 5 * (
              (
                CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 1000)
            )
            THEN 2.5
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(enzyme_base, 1000000) - COALESCE(enzyme_value, 0)
              )
            ) > 40 * (
              (
                CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 0.1)
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 1000000) - COALESCE(enzyme_value, 0)
              )
            ) > 25 * (
              (
                CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 0.1)
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 1000000) - COALESCE(enzyme_value, 0)
              )
            ) > 15 * (
              (
                CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 0.1)
            )
            THEN 5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 1000000) - COALESCE(enzyme_value, 0)
              )
            ) > 5 * (
              (
                CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 0.1)
            )
            THEN 2.5
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(enzyme_base, 1000000) - COALESCE(enzyme_value, 0)
              )
            ) > 40 * (
              (
                CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 1000)
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 1000000) - COALESCE(enzyme_value, 0)
              )
            ) > 25 * (
              (
                CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 1000)
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 1000000) - COALESCE(enzyme_value, 0)
              )
            ) > 15 * (
              (
                CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 1000)
            )
            THEN 5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 1000000) - COALESCE(enzyme_value, 0)
              )
            ) > 5 * (
              (
                CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 1000)
            )
            THEN 2.5
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(enzyme_base, 1000000) - COALESCE(enzyme_value, 1000000)
              )
            ) > 40 * (
              (
                CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 0.1)
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 1000000) - COALESCE(enzyme_value, 1000000)
              )
            ) > 25 * (
              (
                CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 0.1)
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 1000000) - COALESCE(enzyme_value, 1000000)
              )
            ) > 15 * (
              (
                CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 0.1)
            )
            THEN 5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 1000000) - COALESCE(enzyme_value, 1000000)
              )
            ) > 5 * (
              (
                CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 0.1)
            )
            THEN 2.5
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(enzyme_base, 1000000) - COALESCE(enzyme_value, 1000000)
              )
            ) > 40 * (
              (
                CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 1000)
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 1000000) - COALESCE(enzyme_value, 1000000)
              )
            ) > 25 * (
              (
                CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 1000)
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 1000000) - COALESCE(enzyme_value, 1000000)
              )
            ) > 15 * (
              (
                CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 1000)
            )
            THEN 5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 1000000) - COALESCE(enzyme_value, 1000000)
              )
            ) > 5 * (
              (
                CASE COALESCE(enzyme, 'ck') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 1000)
            )
            THEN 2.5
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(enzyme_base, 0) - COALESCE(enzyme_value, 0)
              )
            ) > 40 * (
              (
                CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 0.1)
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 0) - COALESCE(enzyme_value, 0)
              )
            ) > 25 * (
              (
                CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 0.1)
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 0) - COALESCE(enzyme_value, 0)
              )
            ) > 15 * (
              (
                CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 0.1)
            )
            THEN 5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 0) - COALESCE(enzyme_value, 0)
              )
            ) > 5 * (
              (
                CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 0.1)
            )
            THEN 2.5
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(enzyme_base, 0) - COALESCE(enzyme_value, 0)
              )
            ) > 40 * (
              (
                CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 1000)
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 0) - COALESCE(enzyme_value, 0)
              )
            ) > 25 * (
              (
                CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 1000)
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 0) - COALESCE(enzyme_value, 0)
              )
            ) > 15 * (
              (
                CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 1000)
            )
            THEN 5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 0) - COALESCE(enzyme_value, 0)
              )
            ) > 5 * (
              (
                CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 1000)
            )
            THEN 2.5
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(enzyme_base, 0) - COALESCE(enzyme_value, 1000000)
              )
            ) > 40 * (
              (
                CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 0.1)
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 0) - COALESCE(enzyme_value, 1000000)
              )
            ) > 25 * (
              (
                CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 0.1)
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 0) - COALESCE(enzyme_value, 1000000)
              )
            ) > 15 * (
              (
                CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 0.1)
            )
            THEN 5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 0) - COALESCE(enzyme_value, 1000000)
              )
            ) > 5 * (
              (
                CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 0.1)
            )
            THEN 2.5
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(enzyme_base, 0) - COALESCE(enzyme_value, 1000000)
              )
            ) > 40 * (
              (
                CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 1000)
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 0) - COALESCE(enzyme_value, 1000000)
              )
            ) > 25 * (
              (
                CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 1000)
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 0) - COALESCE(enzyme_value, 1000000)
              )
            ) > 15 * (
              (
                CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 1000)
            )
            THEN 5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 0) - COALESCE(enzyme_value, 1000000)
              )
            ) > 5 * (
              (
                CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 1000)
            )
            THEN 2.5
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(enzyme_base, 1000000) - COALESCE(enzyme_value, 0)
              )
            ) > 40 * (
              (
                CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 0.1)
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 1000000) - COALESCE(enzyme_value, 0)
              )
            ) > 25 * (
              (
                CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 0.1)
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 1000000) - COALESCE(enzyme_value, 0)
              )
            ) > 15 * (
              (
                CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 0.1)
            )
            THEN 5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 1000000) - COALESCE(enzyme_value, 0)
              )
            ) > 5 * (
              (
                CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 0.1)
            )
            THEN 2.5
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(enzyme_base, 1000000) - COALESCE(enzyme_value, 0)
              )
            ) > 40 * (
              (
                CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 1000)
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 1000000) - COALESCE(enzyme_value, 0)
              )
            ) > 25 * (
              (
                CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 1000)
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 1000000) - COALESCE(enzyme_value, 0)
              )
            ) > 15 * (
              (
                CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 1000)
            )
            THEN 5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 1000000) - COALESCE(enzyme_value, 0)
              )
            ) > 5 * (
              (
                CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 1000)
            )
            THEN 2.5
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(enzyme_base, 1000000) - COALESCE(enzyme_value, 1000000)
              )
            ) > 40 * (
              (
                CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 0.1)
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 1000000) - COALESCE(enzyme_value, 1000000)
              )
            ) > 25 * (
              (
                CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 0.1)
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 1000000) - COALESCE(enzyme_value, 1000000)
              )
            ) > 15 * (
              (
                CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 0.1)
            )
            THEN 5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 1000000) - COALESCE(enzyme_value, 1000000)
              )
            ) > 5 * (
              (
                CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 0.1)
            )
            THEN 2.5
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(enzyme_base, 1000000) - COALESCE(enzyme_value, 1000000)
              )
            ) > 40 * (
              (
                CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 1000)
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 1000000) - COALESCE(enzyme_value, 1000000)
              )
            ) > 25 * (
              (
                CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 1000)
            )
            THEN 7.5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 1000000) - COALESCE(enzyme_value, 1000000)
              )
            ) > 15 * (
              (
                CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 1000)
            )
            THEN 5
            WHEN (
              100 * (
                COALESCE(enzyme_base, 1000000) - COALESCE(enzyme_value, 1000000)
              )
            ) > 5 * (
              (
                CASE COALESCE(enzyme, 'ldh') WHEN 'ck' THEN 15 WHEN 'aldolase' THEN 6 ELSE 3 END
              ) * COALESCE(enzyme_uln, 1000)
            )
            THEN 2.5
            ELSE 0
          END
        ) AS term_5_high,
        LEAST(
          CASE
            WHEN (
              100 * (
                COALESCE(exm_base, 0) - COALESCE(exm, 0)
              )
            ) > 40 * (
              10
            )
            THEN 20
            WHEN (
              100 * (
                COALESCE(exm_base, 0) - COALESCE(exm, 0)
              )
            ) > 25 * (
              10
            )
            THEN 15
            WHEN (
              100 * (
                COALESCE(exm_base, 0) - COALESCE(exm, 0)
              )
            ) > 15 * (
              10
            )
            THEN 12.5
            WHEN (
              100 * (
                COALESCE(exm_base, 0) - COALESCE(exm, 0)
              )
            ) > 5 * (
              10
            )
            THEN 7.5
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(exm_base, 0) - COALESCE(exm, 10)
              )
            ) > 40 * (
              10
            )
            THEN 20
            WHEN (
              100 * (
                COALESCE(exm_base, 0) - COALESCE(exm, 10)
              )
            ) > 25 * (
              10
            )
            THEN 15
            WHEN (
              100 * (
                COALESCE(exm_base, 0) - COALESCE(exm, 10)
              )
            ) > 15 * (
              10
            )
            THEN 12.5
            WHEN (
              100 * (
                COALESCE(exm_base, 0) - COALESCE(exm, 10)
              )
            ) > 5 * (
              10
            )
            THEN 7.5
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(exm_base, 10) - COALESCE(exm, 0)
              )
            ) > 40 * (
              10
            )
            THEN 20
            WHEN (
              100 * (
                COALESCE(exm_base, 10) - COALESCE(exm, 0)
              )
            ) > 25 * (
              10
            )
            THEN 15
            WHEN (
              100 * (
                COALESCE(exm_base, 10) - COALESCE(exm, 0)
              )
            ) > 15 * (
              10
            )
            THEN 12.5
            WHEN (
              100 * (
                COALESCE(exm_base, 10) - COALESCE(exm, 0)
              )
            ) > 5 * (
              10
            )
            THEN 7.5
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(exm_base, 10) - COALESCE(exm, 10)
              )
            ) > 40 * (
              10
            )
            THEN 20
            WHEN (
              100 * (
                COALESCE(exm_base, 10) - COALESCE(exm, 10)
              )
            ) > 25 * (
              10
            )
            THEN 15
            WHEN (
              100 * (
                COALESCE(exm_base, 10) - COALESCE(exm, 10)
              )
            ) > 15 * (
              10
            )
            THEN 12.5
            WHEN (
              100 * (
                COALESCE(exm_base, 10) - COALESCE(exm, 10)
              )
            ) > 5 * (
              10
            )
            THEN 7.5
            ELSE 0
          END
        ) AS term_6_low,
        GREATEST(
          CASE
            WHEN (
              100 * (
                COALESCE(exm_base, 0) - COALESCE(exm, 0)
              )
            ) > 40 * (
              10
            )
            THEN 20
            WHEN (
              100 * (
                COALESCE(exm_base, 0) - COALESCE(exm, 0)
              )
            ) > 25 * (
              10
            )
            THEN 15
            WHEN (
              100 * (
                COALESCE(exm_base, 0) - COALESCE(exm, 0)
              )
            ) > 15 * (
              10
            )
            THEN 12.5
            WHEN (
              100 * (
                COALESCE(exm_base, 0) - COALESCE(exm, 0)
              )
            ) > 5 * (
              10
            )
            THEN 7.5
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(exm_base, 0) - COALESCE(exm, 10)
              )
            ) > 40 * (
              10
            )
            THEN 20
            WHEN (
              100 * (
                COALESCE(exm_base, 0) - COALESCE(exm, 10)
              )
            ) > 25 * (
              10
            )
            THEN 15
            WHEN (
              100 * (
                COALESCE(exm_base, 0) - COALESCE(exm, 10)
              )
            ) > 15 * (
              10
            )
            THEN 12.5
            WHEN (
              100 * (
                COALESCE(exm_base, 0) - COALESCE(exm, 10)
              )
            ) > 5 * (
              10
            )
            THEN 7.5
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(exm_base, 10) - COALESCE(exm, 0)
              )
            ) > 40 * (
              10
            )
            THEN 20
            WHEN (
              100 * (
                COALESCE(exm_base, 10) - COALESCE(exm, 0)
              )
            ) > 25 * (
              10
            )
            THEN 15
            WHEN (
              100 * (
                COALESCE(exm_base, 10) - COALESCE(exm, 0)
              )
            ) > 15 * (
              10
            )
            THEN 12.5
            WHEN (
              100 * (
                COALESCE(exm_base, 10) - COALESCE(exm, 0)
              )
            ) > 5 * (
              10
            )
            THEN 7.5
            ELSE 0
          END,
          CASE
            WHEN (
              100 * (
                COALESCE(exm_base, 10) - COALESCE(exm, 10)
              )
            ) > 40 * (
              10
            )
            THEN 20
            WHEN (
              100 * (
                COALESCE(exm_base, 10) - COALESCE(exm, 10)
              )
            ) > 25 * (
              10
            )
            THEN 15
            WHEN (
              100 * (
                COALESCE(exm_base, 10) - COALESCE(exm, 10)
              )
            ) > 15 * (
              10
            )
            THEN 12.5
            WHEN (
              100 * (
                COALESCE(exm_base, 10) - COALESCE(exm, 10)
              )
            ) > 5 * (
              10
            )
            THEN 7.5
            ELSE 0
          END
        ) AS term_6_high
      FROM (
        SELECT
          USUBJID,
          ADT,
          population,
          phga_base,
          phga,
          ptga_base,
          ptga,
          mmt_base,
          mmt,
          mmt_max,
          haq_base,
          haq,
          enzyme,
          enzyme_base,
          enzyme_value,
          enzyme_uln,
          exm_base,
          exm
        FROM assessment_13
      ) AS layer
    ) AS layer
  ) AS layer
) AS evaluated;

-- resumption
WITH part AS (
  SELECT
    'GCFREE' AS LEVEL,
    'GC' AS PART
  UNION ALL
  SELECT
    'ISFREE',
    'IS'
  UNION ALL
  SELECT
    'BIOFREE',
    'BIO'
  UNION ALL
  SELECT
    'AMFREE',
    'AM'
  UNION ALL
  SELECT
    'OFF',
    'GC'
  UNION ALL
  SELECT
    'OFF',
    'IS'
  UNION ALL
  SELECT
    'OFF',
    'BIO'
  UNION ALL
  SELECT
    'DRUGFREE',
    'GC'
  UNION ALL
  SELECT
    'DRUGFREE',
    'IS'
  UNION ALL
  SELECT
    'DRUGFREE',
    'BIO'
  UNION ALL
  SELECT
    'DRUGFREE',
    'AM'
), later AS (
  SELECT
    f.USUBJID,
    f.LEVEL,
    f.ADT AS FREE_ADT,
    e.SUBSTANCE,
    e.DOMAIN,
    e.SEQ,
    e.RECORD,
    GREATEST(e.COUNT_POSSIBLE_FROM, f.ADT + 1) AS BEGUN_FIRST,
    CASE WHEN e.COUNT_SURE_TO > f.ADT THEN GREATEST(e.COUNT_SURE_FROM, f.ADT + 1) END AS BEGUN_LAST
  FROM time_to_drug_free AS f
  JOIN part AS p
    ON p.LEVEL = f.LEVEL
  JOIN drug_exposure AS e
    ON e.USUBJID = f.USUBJID AND e.LEVEL = p.PART AND e.COUNT_POSSIBLE_TO > f.ADT
  WHERE
    e.STOPPED_BY IS NULL OR e.STOPPED_BY > f.ADT
), placed AS (
  SELECT
    l.*,
    MIN(BEGUN_LAST) OVER (PARTITION BY USUBJID, LEVEL) AS HIGH,
    ROW_NUMBER() OVER (
      PARTITION BY USUBJID, LEVEL
      ORDER BY BEGUN_FIRST NULLS LAST, BEGUN_LAST NULLS LAST, RECORD NULLS LAST
    ) AS PLACE
  FROM later AS l
)
SELECT
  p.USUBJID,
  p.LEVEL,
  p.FREE_ADT,
  p.BEGUN_FIRST AS LOW,
  p.HIGH,
  DATEDIFF(DAY, s.INFUSION, p.BEGUN_FIRST) AS LOW_RDY,
  DATEDIFF(DAY, s.INFUSION, p.HIGH) AS HIGH_RDY,
  p.SUBSTANCE,
  p.DOMAIN,
  p.SEQ
FROM placed AS p
JOIN subject AS s
  ON s.USUBJID = p.USUBJID
WHERE
  p.PLACE = 1;

-- scored
SELECT
  USUBJID,
  ADT,
  ADTM,
  PARAMCD,
  AVAL,
  AVALC,
  ALOW,
  AHIGH,
  STATUS,
  REASON,
  DEFID
FROM scored_medication
UNION ALL
SELECT
  USUBJID,
  ADT,
  ADTM,
  PARAMCD,
  AVAL,
  AVALC,
  ALOW,
  AHIGH,
  STATUS,
  REASON,
  DEFID
FROM scored_first
UNION ALL
SELECT
  USUBJID,
  ADT,
  ADTM,
  PARAMCD,
  AVAL,
  AVALC,
  ALOW,
  AHIGH,
  STATUS,
  REASON,
  DEFID
FROM scored_second;

-- scored_first
SELECT
  USUBJID,
  ADT,
  CAST(NULL AS TIMESTAMP_NTZ) AS ADTM,
  'CSLEDAI' AS PARAMCD,
  value AS AVAL,
  CAST(NULL AS STRING) AS AVALC,
  low AS ALOW,
  high AS AHIGH,
  status AS STATUS,
  reason AS REASON,
  'csledai' AS DEFID
FROM result_csledai
UNION ALL
SELECT
  USUBJID,
  ADT,
  CAST(NULL AS TIMESTAMP_NTZ) AS ADTM,
  'D17CLIOF' AS PARAMCD,
  value AS AVAL,
  category AS AVALC,
  low AS ALOW,
  high AS AHIGH,
  status AS STATUS,
  reason AS REASON,
  'doris-2017-clinical-off' AS DEFID
FROM result_doris_2017_clinical_off
UNION ALL
SELECT
  USUBJID,
  ADT,
  CAST(NULL AS TIMESTAMP_NTZ) AS ADTM,
  'D17CLION' AS PARAMCD,
  value AS AVAL,
  category AS AVALC,
  low AS ALOW,
  high AS AHIGH,
  status AS STATUS,
  reason AS REASON,
  'doris-2017-clinical-on' AS DEFID
FROM result_doris_2017_clinical_on
UNION ALL
SELECT
  USUBJID,
  ADT,
  CAST(NULL AS TIMESTAMP_NTZ) AS ADTM,
  'D17COMOF' AS PARAMCD,
  value AS AVAL,
  category AS AVALC,
  low AS ALOW,
  high AS AHIGH,
  status AS STATUS,
  reason AS REASON,
  'doris-2017-complete-off' AS DEFID
FROM result_doris_2017_complete_off
UNION ALL
SELECT
  USUBJID,
  ADT,
  CAST(NULL AS TIMESTAMP_NTZ) AS ADTM,
  'D17COMON' AS PARAMCD,
  value AS AVAL,
  category AS AVALC,
  low AS ALOW,
  high AS AHIGH,
  status AS STATUS,
  reason AS REASON,
  'doris-2017-complete-on' AS DEFID
FROM result_doris_2017_complete_on
UNION ALL
SELECT
  USUBJID,
  ADT,
  CAST(NULL AS TIMESTAMP_NTZ) AS ADTM,
  'DORIS21' AS PARAMCD,
  value AS AVAL,
  category AS AVALC,
  low AS ALOW,
  high AS AHIGH,
  status AS STATUS,
  reason AS REASON,
  'doris-2021' AS DEFID
FROM result_doris_2021
UNION ALL
SELECT
  USUBJID,
  ADT,
  CAST(NULL AS TIMESTAMP_NTZ) AS ADTM,
  'DORISDF' AS PARAMCD,
  value AS AVAL,
  category AS AVALC,
  low AS ALOW,
  high AS AHIGH,
  status AS STATUS,
  reason AS REASON,
  'doris-2021-drug-free' AS DEFID
FROM result_doris_2021_drug_free
UNION ALL
SELECT
  USUBJID,
  ADT,
  CAST(NULL AS TIMESTAMP_NTZ) AS ADTM,
  'DORISGCF' AS PARAMCD,
  value AS AVAL,
  category AS AVALC,
  low AS ALOW,
  high AS AHIGH,
  status AS STATUS,
  reason AS REASON,
  'doris-2021-gc-free' AS DEFID
FROM result_doris_2021_gc_free
UNION ALL
SELECT
  USUBJID,
  ADT,
  CAST(NULL AS TIMESTAMP_NTZ) AS ADTM,
  'DORISOFF' AS PARAMCD,
  value AS AVAL,
  category AS AVALC,
  low AS ALOW,
  high AS AHIGH,
  status AS STATUS,
  reason AS REASON,
  'doris-2021-off' AS DEFID
FROM result_doris_2021_off
UNION ALL
SELECT
  USUBJID,
  ADT,
  CAST(NULL AS TIMESTAMP_NTZ) AS ADTM,
  'LLDAS' AS PARAMCD,
  value AS AVAL,
  category AS AVALC,
  low AS ALOW,
  high AS AHIGH,
  status AS STATUS,
  reason AS REASON,
  'lldas-2016' AS DEFID
FROM result_lldas_2016
UNION ALL
SELECT
  USUBJID,
  ADT,
  CAST(NULL AS TIMESTAMP_NTZ) AS ADTM,
  'SLEDAI' AS PARAMCD,
  value AS AVAL,
  CAST(NULL AS STRING) AS AVALC,
  low AS ALOW,
  high AS AHIGH,
  status AS STATUS,
  reason AS REASON,
  'sledai-2k' AS DEFID
FROM result_sledai_2k
UNION ALL
SELECT
  USUBJID,
  ADT,
  CAST(NULL AS TIMESTAMP_NTZ) AS ADTM,
  'SLDAUTOG' AS PARAMCD,
  value AS AVAL,
  CAST(NULL AS STRING) AS AVALC,
  low AS ALOW,
  high AS AHIGH,
  status AS STATUS,
  reason AS REASON,
  'sledai-2k-autograph' AS DEFID
FROM result_sledai_2k_autograph
UNION ALL
SELECT
  USUBJID,
  ADT,
  CAST(NULL AS TIMESTAMP_NTZ) AS ADTM,
  'SLDFT819' AS PARAMCD,
  value AS AVAL,
  CAST(NULL AS STRING) AS AVALC,
  low AS ALOW,
  high AS AHIGH,
  status AS STATUS,
  reason AS REASON,
  'sledai-2k-ft819' AS DEFID
FROM result_sledai_2k_ft819
UNION ALL
SELECT
  USUBJID,
  ADT,
  CAST(NULL AS TIMESTAMP_NTZ) AS ADTM,
  'SLDNOHO' AS PARAMCD,
  value AS AVAL,
  CAST(NULL AS STRING) AS AVALC,
  low AS ALOW,
  high AS AHIGH,
  status AS STATUS,
  reason AS REASON,
  'sledai-2k-no-headache-obs' AS DEFID
FROM result_sledai_2k_no_headache_obs
UNION ALL
SELECT
  USUBJID,
  ADT,
  CAST(NULL AS TIMESTAMP_NTZ) AS ADTM,
  'SLDNOLAB' AS PARAMCD,
  value AS AVAL,
  CAST(NULL AS STRING) AS AVALC,
  low AS ALOW,
  high AS AHIGH,
  status AS STATUS,
  reason AS REASON,
  'sledai-2k-no-labs' AS DEFID
FROM result_sledai_2k_no_labs
UNION ALL
SELECT
  USUBJID,
  ADT,
  CAST(NULL AS TIMESTAMP_NTZ) AS ADTM,
  'EGFR09' AS PARAMCD,
  value AS AVAL,
  CAST(NULL AS STRING) AS AVALC,
  low AS ALOW,
  high AS AHIGH,
  status AS STATUS,
  reason AS REASON,
  'egfr-ckd-epi-2009' AS DEFID
FROM result_egfr_ckd_epi_2009
UNION ALL
SELECT
  USUBJID,
  ADT,
  CAST(NULL AS TIMESTAMP_NTZ) AS ADTM,
  'EGFR21' AS PARAMCD,
  value AS AVAL,
  CAST(NULL AS STRING) AS AVALC,
  low AS ALOW,
  high AS AHIGH,
  status AS STATUS,
  reason AS REASON,
  'egfr-ckd-epi-2021' AS DEFID
FROM result_egfr_ckd_epi_2021
UNION ALL
SELECT
  USUBJID,
  ADT,
  CAST(NULL AS TIMESTAMP_NTZ) AS ADTM,
  'CRCLCG' AS PARAMCD,
  value AS AVAL,
  CAST(NULL AS STRING) AS AVALC,
  low AS ALOW,
  high AS AHIGH,
  status AS STATUS,
  reason AS REASON,
  'egfr-cockcroft-gault' AS DEFID
FROM result_egfr_cockcroft_gault
UNION ALL
SELECT
  USUBJID,
  ADT,
  CAST(NULL AS TIMESTAMP_NTZ) AS ADTM,
  'EUSTAR' AS PARAMCD,
  value AS AVAL,
  CAST(NULL AS STRING) AS AVALC,
  low AS ALOW,
  high AS AHIGH,
  status AS STATUS,
  reason AS REASON,
  'eustar-2017' AS DEFID
FROM result_eustar_2017
UNION ALL
SELECT
  USUBJID,
  ADT,
  CAST(NULL AS TIMESTAMP_NTZ) AS ADTM,
  'EUSTARCT' AS PARAMCD,
  CAST(NULL AS DOUBLE) AS AVAL,
  CASE
    WHEN status = 'NOT_APPLICABLE'
    THEN NULL
    ELSE COALESCE(category, 'UNDETERMINED')
  END AS AVALC,
  CAST(NULL AS DOUBLE) AS ALOW,
  CAST(NULL AS DOUBLE) AS AHIGH,
  CASE
    WHEN status = 'NOT_APPLICABLE'
    THEN status
    WHEN category IS NULL
    THEN 'UNDETERMINED'
    ELSE 'DETERMINED'
  END AS STATUS,
  reason AS REASON,
  'eustar-2017' AS DEFID
FROM result_eustar_2017
UNION ALL
SELECT
  USUBJID,
  ADT,
  CAST(NULL AS TIMESTAMP_NTZ) AS ADTM,
  'EXM' AS PARAMCD,
  value AS AVAL,
  CAST(NULL AS STRING) AS AVALC,
  low AS ALOW,
  high AS AHIGH,
  status AS STATUS,
  reason AS REASON,
  'exm' AS DEFID
FROM result_exm
UNION ALL
SELECT
  USUBJID,
  ADT,
  CAST(NULL AS TIMESTAMP_NTZ) AS ADTM,
  'HAQDI' AS PARAMCD,
  value AS AVAL,
  CAST(NULL AS STRING) AS AVALC,
  low AS ALOW,
  high AS AHIGH,
  status AS STATUS,
  reason AS REASON,
  'haq-di' AS DEFID
FROM result_haq_di
UNION ALL
SELECT
  USUBJID,
  ADT,
  CAST(NULL AS TIMESTAMP_NTZ) AS ADTM,
  'IMACSDOI' AS PARAMCD,
  value AS AVAL,
  category AS AVALC,
  low AS ALOW,
  high AS AHIGH,
  status AS STATUS,
  reason AS REASON,
  'imacs-improvement' AS DEFID
FROM result_imacs_improvement
UNION ALL
SELECT
  USUBJID,
  ADT,
  CAST(NULL AS TIMESTAMP_NTZ) AS ADTM,
  'IMACSWOR' AS PARAMCD,
  value AS AVAL,
  category AS AVALC,
  low AS ALOW,
  high AS AHIGH,
  status AS STATUS,
  reason AS REASON,
  'imacs-worsening' AS DEFID
FROM result_imacs_worsening
UNION ALL
SELECT
  USUBJID,
  ADT,
  CAST(NULL AS TIMESTAMP_NTZ) AS ADTM,
  'PRODDET' AS PARAMCD,
  value AS AVAL,
  category AS AVALC,
  low AS ALOW,
  high AS AHIGH,
  status AS STATUS,
  reason AS REASON,
  'proderm-deterioration' AS DEFID
FROM result_proderm_deterioration
UNION ALL
SELECT
  USUBJID,
  ADT,
  CAST(NULL AS TIMESTAMP_NTZ) AS ADTM,
  'MMT8' AS PARAMCD,
  value AS AVAL,
  CAST(NULL AS STRING) AS AVALC,
  low AS ALOW,
  high AS AHIGH,
  status AS STATUS,
  reason AS REASON,
  'mmt8' AS DEFID
FROM result_mmt8
UNION ALL
SELECT
  USUBJID,
  ADT,
  CAST(NULL AS TIMESTAMP_NTZ) AS ADTM,
  'MRSS' AS PARAMCD,
  value AS AVAL,
  CAST(NULL AS STRING) AS AVALC,
  low AS ALOW,
  high AS AHIGH,
  status AS STATUS,
  reason AS REASON,
  'mrss' AS DEFID
FROM result_mrss
UNION ALL
SELECT
  USUBJID,
  ADT,
  CAST(NULL AS TIMESTAMP_NTZ) AS ADTM,
  'MRSSIMPR' AS PARAMCD,
  value AS AVAL,
  category AS AVALC,
  low AS ALOW,
  high AS AHIGH,
  status AS STATUS,
  reason AS REASON,
  'mrss-improvement' AS DEFID
FROM result_mrss_improvement
UNION ALL
SELECT
  USUBJID,
  ADT,
  CAST(NULL AS TIMESTAMP_NTZ) AS ADTM,
  'MRSSPROG' AS PARAMCD,
  value AS AVAL,
  category AS AVALC,
  low AS ALOW,
  high AS AHIGH,
  status AS STATUS,
  reason AS REASON,
  'mrss-progression' AS DEFID
FROM result_mrss_progression
UNION ALL
SELECT
  USUBJID,
  ADT,
  CAST(NULL AS TIMESTAMP_NTZ) AS ADTM,
  'MRSSREGR' AS PARAMCD,
  value AS AVAL,
  category AS AVALC,
  low AS ALOW,
  high AS AHIGH,
  status AS STATUS,
  reason AS REASON,
  'mrss-regression' AS DEFID
FROM result_mrss_regression
UNION ALL
SELECT
  USUBJID,
  ADT,
  CAST(NULL AS TIMESTAMP_NTZ) AS ADTM,
  'OMERILDP' AS PARAMCD,
  value AS AVAL,
  category AS AVALC,
  low AS ALOW,
  high AS AHIGH,
  status AS STATUS,
  reason AS REASON,
  'omeract-ild-progression' AS DEFID
FROM result_omeract_ild_progression
UNION ALL
SELECT
  USUBJID,
  ADT,
  CAST(NULL AS TIMESTAMP_NTZ) AS ADTM,
  'PGA' AS PARAMCD,
  value AS AVAL,
  CAST(NULL AS STRING) AS AVALC,
  low AS ALOW,
  high AS AHIGH,
  status AS STATUS,
  reason AS REASON,
  'pga' AS DEFID
FROM result_pga
UNION ALL
SELECT
  USUBJID,
  ADT,
  CAST(NULL AS TIMESTAMP_NTZ) AS ADTM,
  'PHGA' AS PARAMCD,
  value AS AVAL,
  CAST(NULL AS STRING) AS AVALC,
  low AS ALOW,
  high AS AHIGH,
  status AS STATUS,
  reason AS REASON,
  'phga' AS DEFID
FROM result_phga
UNION ALL
SELECT
  USUBJID,
  ADT,
  CAST(NULL AS TIMESTAMP_NTZ) AS ADTM,
  'PTGA' AS PARAMCD,
  value AS AVAL,
  CAST(NULL AS STRING) AS AVALC,
  low AS ALOW,
  high AS AHIGH,
  status AS STATUS,
  reason AS REASON,
  'ptga' AS DEFID
FROM result_ptga
UNION ALL
SELECT
  USUBJID,
  ADT,
  CAST(NULL AS TIMESTAMP_NTZ) AS ADTM,
  'TIS' AS PARAMCD,
  value AS AVAL,
  CAST(NULL AS STRING) AS AVALC,
  low AS ALOW,
  high AS AHIGH,
  status AS STATUS,
  reason AS REASON,
  'tis-2016' AS DEFID
FROM result_tis_2016
UNION ALL
SELECT
  USUBJID,
  ADT,
  CAST(NULL AS TIMESTAMP_NTZ) AS ADTM,
  'TISCAT' AS PARAMCD,
  CAST(NULL AS DOUBLE) AS AVAL,
  CASE
    WHEN status = 'NOT_APPLICABLE'
    THEN NULL
    ELSE COALESCE(category, 'UNDETERMINED')
  END AS AVALC,
  CAST(NULL AS DOUBLE) AS ALOW,
  CAST(NULL AS DOUBLE) AS AHIGH,
  CASE
    WHEN status = 'NOT_APPLICABLE'
    THEN status
    WHEN category IS NULL
    THEN 'UNDETERMINED'
    ELSE 'DETERMINED'
  END AS STATUS,
  reason AS REASON,
  'tis-2016' AS DEFID
FROM result_tis_2016
UNION ALL
SELECT
  USUBJID,
  ADT,
  CAST(NULL AS TIMESTAMP_NTZ) AS ADTM,
  'TISMAX' AS PARAMCD,
  CAST(attainable AS DOUBLE) AS AVAL,
  CAST(NULL AS STRING) AS AVALC,
  CAST(NULL AS DOUBLE) AS ALOW,
  CAST(NULL AS DOUBLE) AS AHIGH,
  CASE WHEN attainable IS NULL THEN 'UNDETERMINED' ELSE 'DETERMINED' END AS STATUS,
  reason AS REASON,
  'tis-2016' AS DEFID
FROM result_tis_2016;

-- scored_medication
SELECT
  USUBJID,
  ADT,
  CAST(NULL AS TIMESTAMP_NTZ) AS ADTM,
  'PREDEQ' AS PARAMCD,
  CAST(PREDEQ AS DOUBLE) AS AVAL,
  CAST(NULL AS STRING) AS AVALC,
  CAST(LOW AS DOUBLE) AS ALOW,
  CAST(HIGH AS DOUBLE) AS AHIGH,
  STATUS,
  REASON,
  'prednisone-equivalent' AS DEFID
FROM prednisone_equivalent
UNION ALL
SELECT
  USUBJID,
  ADT,
  CAST(NULL AS TIMESTAMP_NTZ) AS ADTM,
  LEVEL AS PARAMCD,
  CASE WHEN VALUE THEN CAST(1 AS DOUBLE) WHEN NOT VALUE THEN CAST(0 AS DOUBLE) END AS AVAL,
  CASE WHEN VALUE THEN 'Y' WHEN NOT VALUE THEN 'N' ELSE 'UNDETERMINED' END AS AVALC,
  CASE WHEN VALUE THEN CAST(1 AS DOUBLE) ELSE CAST(0 AS DOUBLE) END AS ALOW,
  CASE WHEN NOT VALUE THEN CAST(0 AS DOUBLE) ELSE CAST(1 AS DOUBLE) END AS AHIGH,
  CASE WHEN VALUE IS NULL THEN 'UNDETERMINED' ELSE 'DETERMINED' END AS STATUS,
  REASON,
  'drug-free' AS DEFID
FROM drug_status
WHERE
  LEVEL IN ('GCFREE', 'ISFREE', 'BIOFREE', 'AMFREE', 'OFF', 'DRUGFREE');

-- scored_row
SELECT
  STUDYID,
  USUBJID,
  PARAMCD,
  PARAM,
  ADT,
  ADTM,
  RDY,
  ADY,
  APERIOD,
  AVISIT,
  AVISITN,
  AVAL,
  AVALC,
  ALOW,
  AHIGH,
  STATUS,
  REASON,
  DEFID,
  ABLFL,
  BASE,
  CHG,
  ABL2FL,
  BASE2,
  CHG2,
  CASE
    WHEN NOT AVISIT IS NULL
    AND ROW_NUMBER() OVER (
      PARTITION BY USUBJID, PARAMCD, APERIOD, AVISIT
      ORDER BY CASE WHEN STATUS = 'DETERMINED' THEN 0 ELSE 1 END NULLS LAST, DISTANCE NULLS LAST, ADT DESC, ADTM DESC
    ) = 1
    THEN 'Y'
  END AS ANL01FL,
  ROW_NUMBER() OVER (ORDER BY USUBJID NULLS LAST, PARAMCD NULLS LAST, ADT NULLS LAST, ADTM NULLS LAST) AS SRCID,
  DATASET
FROM placed;

-- scored_second
SELECT
  USUBJID,
  ADT,
  CAST(NULL AS TIMESTAMP_NTZ) AS ADTM,
  'EULAR12M' AS PARAMCD,
  value AS AVAL,
  category AS AVALC,
  low AS ALOW,
  high AS AHIGH,
  status AS STATUS,
  reason AS REASON,
  'ln-eular-2019-12m' AS DEFID
FROM result_ln_eular_2019_12m
UNION ALL
SELECT
  USUBJID,
  ADT,
  CAST(NULL AS TIMESTAMP_NTZ) AS ADTM,
  'EULAR3M' AS PARAMCD,
  value AS AVAL,
  category AS AVALC,
  low AS ALOW,
  high AS AHIGH,
  status AS STATUS,
  reason AS REASON,
  'ln-eular-2019-3m' AS DEFID
FROM result_ln_eular_2019_3m
UNION ALL
SELECT
  USUBJID,
  ADT,
  CAST(NULL AS TIMESTAMP_NTZ) AS ADTM,
  'EULAR6M' AS PARAMCD,
  value AS AVAL,
  category AS AVALC,
  low AS ALOW,
  high AS AHIGH,
  status AS STATUS,
  reason AS REASON,
  'ln-eular-2019-6m' AS DEFID
FROM result_ln_eular_2019_6m
UNION ALL
SELECT
  USUBJID,
  ADT,
  CAST(NULL AS TIMESTAMP_NTZ) AS ADTM,
  'EULR1223' AS PARAMCD,
  value AS AVAL,
  category AS AVALC,
  low AS ALOW,
  high AS AHIGH,
  status AS STATUS,
  reason AS REASON,
  'ln-eular-2023-12m' AS DEFID
FROM result_ln_eular_2023_12m;

-- sdtm_ae
WITH clean AS (
  SELECT
    NULLIF(TRIM(`STUDYID`), '') AS STUDYID,
    NULLIF(TRIM(`DOMAIN`), '') AS DOMAIN,
    NULLIF(TRIM(`USUBJID`), '') AS USUBJID,
    COALESCE(TRY_CAST(NULLIF(TRIM(`AESEQ`), '') AS BIGINT), `_ROW`) AS AESEQ,
    NULLIF(TRIM(`AETERM`), '') AS AETERM,
    CAST(NULL AS STRING) AS AELLT,
    NULLIF(TRIM(`AEDECOD`), '') AS AEDECOD,
    NULLIF(TRIM(`AEBODSYS`), '') AS AEBODSYS,
    CAST(NULL AS STRING) AS AESOC,
    CAST(NULL AS STRING) AS AECAT,
    CAST(NULL AS STRING) AS AESCAT,
    CAST(NULL AS STRING) AS AESEV,
    NULLIF(TRIM(`AETOXGR`), '') AS AETOXGR,
    NULLIF(TRIM(`AESER`), '') AS AESER,
    NULLIF(TRIM(`AESHOSP`), '') AS AESHOSP,
    CAST(NULL AS STRING) AS AESLIFE,
    CAST(NULL AS STRING) AS AESDTH,
    CAST(NULL AS STRING) AS AESDISAB,
    CAST(NULL AS STRING) AS AESMIE,
    NULLIF(TRIM(`AEREL`), '') AS AEREL,
    CAST(NULL AS STRING) AS AERELNST,
    CAST(NULL AS STRING) AS AEACN,
    NULLIF(TRIM(`AEOUT`), '') AS AEOUT,
    NULLIF(TRIM(`AESTDTC`), '') AS AESTDTC,
    NULLIF(TRIM(`AEENDTC`), '') AS AEENDTC,
    NULLIF(TRIM(`AEENRTPT`), '') AS AEENRTPT,
    CAST(NULL AS STRING) AS AECONTRT,
    CAST(NULL AS DECIMAL(18, 6)) AS VISITNUM,
    CAST(NULL AS STRING) AS VISIT,
    `_FILE` AS SRCFILE,
    `_ROW` AS SRCROW
  FROM raw_ae
)
SELECT
  STUDYID,
  DOMAIN,
  USUBJID,
  AESEQ,
  AETERM,
  AELLT,
  AEDECOD,
  AEBODSYS,
  AESOC,
  AECAT,
  AESCAT,
  AESEV,
  AETOXGR,
  AESER,
  AESHOSP,
  AESLIFE,
  AESDTH,
  AESDISAB,
  AESMIE,
  AEREL,
  AERELNST,
  AEACN,
  AEOUT,
  AESTDTC,
  AEENDTC,
  AEENRTPT,
  AECONTRT,
  VISITNUM,
  VISIT,
  COALESCE(
    CASE
      WHEN (
        AESTDTC LIKE '____-__-__'
        OR AESTDTC LIKE '____-__-__T%'
        OR AESTDTC LIKE '____-__-__ %'
      )
      AND AESTDTC >= '1000'
      AND SUBSTRING(AESTDTC, 10, 1) BETWEEN '0' AND '9'
      THEN TRY_CAST(SUBSTRING(AESTDTC, 1, 10) AS DATE)
    END,
    TRY_CAST(NULLIF(
      REGEXP_EXTRACT(
        UPPER(AESTDTC),
        '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
      ),
      ''
    ) || '-' || COALESCE(
      NULLIF(
        REGEXP_EXTRACT(
          UPPER(AESTDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          2
        ),
        ''
      ),
      '01'
    ) || '-' || COALESCE(
      NULLIF(
        REGEXP_EXTRACT(
          UPPER(AESTDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          3
        ),
        ''
      ),
      '01'
    ) AS DATE)
  ) AS AESTDTC_FIRST,
  COALESCE(
    CASE
      WHEN (
        AESTDTC LIKE '____-__-__'
        OR AESTDTC LIKE '____-__-__T%'
        OR AESTDTC LIKE '____-__-__ %'
      )
      AND AESTDTC >= '1000'
      AND SUBSTRING(AESTDTC, 10, 1) BETWEEN '0' AND '9'
      THEN TRY_CAST(SUBSTRING(AESTDTC, 1, 10) AS DATE)
    END,
    CASE
      WHEN NOT NULLIF(
        REGEXP_EXTRACT(
          UPPER(AESTDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          2
        ),
        ''
      ) IS NULL
      AND NULLIF(
        REGEXP_EXTRACT(
          UPPER(AESTDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          3
        ),
        ''
      ) IS NULL
      THEN LAST_DAY(
        TRY_CAST(NULLIF(
          REGEXP_EXTRACT(
            UPPER(AESTDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
          ),
          ''
        ) || '-' || NULLIF(
          REGEXP_EXTRACT(
            UPPER(AESTDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            2
          ),
          ''
        ) || '-01' AS DATE)
      )
      ELSE TRY_CAST(NULLIF(
        REGEXP_EXTRACT(
          UPPER(AESTDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
        ),
        ''
      ) || '-' || COALESCE(
        NULLIF(
          REGEXP_EXTRACT(
            UPPER(AESTDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            2
          ),
          ''
        ),
        '12'
      ) || '-' || COALESCE(
        NULLIF(
          REGEXP_EXTRACT(
            UPPER(AESTDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            3
          ),
          ''
        ),
        '31'
      ) AS DATE)
    END
  ) AS AESTDTC_LAST,
  CASE
    WHEN AESTDTC LIKE '____-__-__ __:__%' OR AESTDTC LIKE '____-__-__T__:__%'
    THEN CASE
      WHEN AESTDTC RLIKE '^.{10}[T ]([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:[.,][0-9]+)?)?(?:Z|[+-][0-9:]+)?$'
      AND NOT (
        CASE
          WHEN (
            AESTDTC LIKE '____-__-__'
            OR AESTDTC LIKE '____-__-__T%'
            OR AESTDTC LIKE '____-__-__ %'
          )
          AND AESTDTC >= '1000'
          AND SUBSTRING(AESTDTC, 10, 1) BETWEEN '0' AND '9'
          THEN TRY_CAST(SUBSTRING(AESTDTC, 1, 10) AS DATE)
        END
      ) IS NULL
      THEN TRY_CAST(SUBSTRING(AESTDTC, 1, 10) || ' ' || SUBSTRING(AESTDTC, 12, 5) || CASE
        WHEN SUBSTRING(AESTDTC, 17, 1) = ':'
        THEN SUBSTRING(AESTDTC, 17, 3)
        ELSE ':00'
      END AS TIMESTAMP_NTZ)
    END
  END AS AESTDTC_TIME,
  COALESCE(
    CASE
      WHEN (
        AEENDTC LIKE '____-__-__'
        OR AEENDTC LIKE '____-__-__T%'
        OR AEENDTC LIKE '____-__-__ %'
      )
      AND AEENDTC >= '1000'
      AND SUBSTRING(AEENDTC, 10, 1) BETWEEN '0' AND '9'
      THEN TRY_CAST(SUBSTRING(AEENDTC, 1, 10) AS DATE)
    END,
    TRY_CAST(NULLIF(
      REGEXP_EXTRACT(
        UPPER(AEENDTC),
        '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
      ),
      ''
    ) || '-' || COALESCE(
      NULLIF(
        REGEXP_EXTRACT(
          UPPER(AEENDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          2
        ),
        ''
      ),
      '01'
    ) || '-' || COALESCE(
      NULLIF(
        REGEXP_EXTRACT(
          UPPER(AEENDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          3
        ),
        ''
      ),
      '01'
    ) AS DATE)
  ) AS AEENDTC_FIRST,
  COALESCE(
    CASE
      WHEN (
        AEENDTC LIKE '____-__-__'
        OR AEENDTC LIKE '____-__-__T%'
        OR AEENDTC LIKE '____-__-__ %'
      )
      AND AEENDTC >= '1000'
      AND SUBSTRING(AEENDTC, 10, 1) BETWEEN '0' AND '9'
      THEN TRY_CAST(SUBSTRING(AEENDTC, 1, 10) AS DATE)
    END,
    CASE
      WHEN NOT NULLIF(
        REGEXP_EXTRACT(
          UPPER(AEENDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          2
        ),
        ''
      ) IS NULL
      AND NULLIF(
        REGEXP_EXTRACT(
          UPPER(AEENDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          3
        ),
        ''
      ) IS NULL
      THEN LAST_DAY(
        TRY_CAST(NULLIF(
          REGEXP_EXTRACT(
            UPPER(AEENDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
          ),
          ''
        ) || '-' || NULLIF(
          REGEXP_EXTRACT(
            UPPER(AEENDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            2
          ),
          ''
        ) || '-01' AS DATE)
      )
      ELSE TRY_CAST(NULLIF(
        REGEXP_EXTRACT(
          UPPER(AEENDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
        ),
        ''
      ) || '-' || COALESCE(
        NULLIF(
          REGEXP_EXTRACT(
            UPPER(AEENDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            2
          ),
          ''
        ),
        '12'
      ) || '-' || COALESCE(
        NULLIF(
          REGEXP_EXTRACT(
            UPPER(AEENDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            3
          ),
          ''
        ),
        '31'
      ) AS DATE)
    END
  ) AS AEENDTC_LAST,
  CASE
    WHEN AEENDTC LIKE '____-__-__ __:__%' OR AEENDTC LIKE '____-__-__T__:__%'
    THEN CASE
      WHEN AEENDTC RLIKE '^.{10}[T ]([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:[.,][0-9]+)?)?(?:Z|[+-][0-9:]+)?$'
      AND NOT (
        CASE
          WHEN (
            AEENDTC LIKE '____-__-__'
            OR AEENDTC LIKE '____-__-__T%'
            OR AEENDTC LIKE '____-__-__ %'
          )
          AND AEENDTC >= '1000'
          AND SUBSTRING(AEENDTC, 10, 1) BETWEEN '0' AND '9'
          THEN TRY_CAST(SUBSTRING(AEENDTC, 1, 10) AS DATE)
        END
      ) IS NULL
      THEN TRY_CAST(SUBSTRING(AEENDTC, 1, 10) || ' ' || SUBSTRING(AEENDTC, 12, 5) || CASE
        WHEN SUBSTRING(AEENDTC, 17, 1) = ':'
        THEN SUBSTRING(AEENDTC, 17, 3)
        ELSE ':00'
      END AS TIMESTAMP_NTZ)
    END
  END AS AEENDTC_TIME,
  SRCFILE,
  SRCROW
FROM clean
WHERE
  NOT USUBJID IS NULL;

-- sdtm_cm
WITH clean AS (
  SELECT
    NULLIF(TRIM(`STUDYID`), '') AS STUDYID,
    NULLIF(TRIM(`DOMAIN`), '') AS DOMAIN,
    NULLIF(TRIM(`USUBJID`), '') AS USUBJID,
    COALESCE(TRY_CAST(NULLIF(TRIM(`CMSEQ`), '') AS BIGINT), `_ROW`) AS CMSEQ,
    NULLIF(TRIM(`CMTRT`), '') AS CMTRT,
    NULLIF(TRIM(`CMDECOD`), '') AS CMDECOD,
    CAST(NULL AS STRING) AS CMCAT,
    CAST(NULL AS STRING) AS CMCLAS,
    NULLIF(TRIM(`CMCLASCD`), '') AS CMCLASCD,
    NULLIF(TRIM(`CMINDC`), '') AS CMINDC,
    TRY_CAST(NULLIF(TRIM(`CMDOSE`), '') AS DECIMAL(18, 6)) AS CMDOSE,
    CAST(NULL AS STRING) AS CMDOSTXT,
    NULLIF(TRIM(`CMDOSU`), '') AS CMDOSU,
    CAST(NULL AS STRING) AS CMDOSFRM,
    NULLIF(TRIM(`CMDOSFRQ`), '') AS CMDOSFRQ,
    NULLIF(TRIM(`CMROUTE`), '') AS CMROUTE,
    NULLIF(TRIM(`CMSTDTC`), '') AS CMSTDTC,
    NULLIF(TRIM(`CMENDTC`), '') AS CMENDTC,
    CAST(NULL AS STRING) AS CMSTRTPT,
    NULLIF(TRIM(`CMENRTPT`), '') AS CMENRTPT,
    CAST(NULL AS STRING) AS CMOCCUR,
    CAST(NULL AS STRING) AS CMSTAT,
    CAST(NULL AS DECIMAL(18, 6)) AS VISITNUM,
    CAST(NULL AS STRING) AS VISIT,
    `_FILE` AS SRCFILE,
    `_ROW` AS SRCROW
  FROM raw_cm
)
SELECT
  STUDYID,
  DOMAIN,
  USUBJID,
  CMSEQ,
  CMTRT,
  CMDECOD,
  CMCAT,
  CMCLAS,
  CMCLASCD,
  CMINDC,
  CMDOSE,
  CMDOSTXT,
  CMDOSU,
  CMDOSFRM,
  CMDOSFRQ,
  CMROUTE,
  CMSTDTC,
  CMENDTC,
  CMSTRTPT,
  CMENRTPT,
  CMOCCUR,
  CMSTAT,
  VISITNUM,
  VISIT,
  COALESCE(
    CASE
      WHEN (
        CMSTDTC LIKE '____-__-__'
        OR CMSTDTC LIKE '____-__-__T%'
        OR CMSTDTC LIKE '____-__-__ %'
      )
      AND CMSTDTC >= '1000'
      AND SUBSTRING(CMSTDTC, 10, 1) BETWEEN '0' AND '9'
      THEN TRY_CAST(SUBSTRING(CMSTDTC, 1, 10) AS DATE)
    END,
    TRY_CAST(NULLIF(
      REGEXP_EXTRACT(
        UPPER(CMSTDTC),
        '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
      ),
      ''
    ) || '-' || COALESCE(
      NULLIF(
        REGEXP_EXTRACT(
          UPPER(CMSTDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          2
        ),
        ''
      ),
      '01'
    ) || '-' || COALESCE(
      NULLIF(
        REGEXP_EXTRACT(
          UPPER(CMSTDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          3
        ),
        ''
      ),
      '01'
    ) AS DATE)
  ) AS CMSTDTC_FIRST,
  COALESCE(
    CASE
      WHEN (
        CMSTDTC LIKE '____-__-__'
        OR CMSTDTC LIKE '____-__-__T%'
        OR CMSTDTC LIKE '____-__-__ %'
      )
      AND CMSTDTC >= '1000'
      AND SUBSTRING(CMSTDTC, 10, 1) BETWEEN '0' AND '9'
      THEN TRY_CAST(SUBSTRING(CMSTDTC, 1, 10) AS DATE)
    END,
    CASE
      WHEN NOT NULLIF(
        REGEXP_EXTRACT(
          UPPER(CMSTDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          2
        ),
        ''
      ) IS NULL
      AND NULLIF(
        REGEXP_EXTRACT(
          UPPER(CMSTDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          3
        ),
        ''
      ) IS NULL
      THEN LAST_DAY(
        TRY_CAST(NULLIF(
          REGEXP_EXTRACT(
            UPPER(CMSTDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
          ),
          ''
        ) || '-' || NULLIF(
          REGEXP_EXTRACT(
            UPPER(CMSTDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            2
          ),
          ''
        ) || '-01' AS DATE)
      )
      ELSE TRY_CAST(NULLIF(
        REGEXP_EXTRACT(
          UPPER(CMSTDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
        ),
        ''
      ) || '-' || COALESCE(
        NULLIF(
          REGEXP_EXTRACT(
            UPPER(CMSTDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            2
          ),
          ''
        ),
        '12'
      ) || '-' || COALESCE(
        NULLIF(
          REGEXP_EXTRACT(
            UPPER(CMSTDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            3
          ),
          ''
        ),
        '31'
      ) AS DATE)
    END
  ) AS CMSTDTC_LAST,
  CASE
    WHEN CMSTDTC LIKE '____-__-__ __:__%' OR CMSTDTC LIKE '____-__-__T__:__%'
    THEN CASE
      WHEN CMSTDTC RLIKE '^.{10}[T ]([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:[.,][0-9]+)?)?(?:Z|[+-][0-9:]+)?$'
      AND NOT (
        CASE
          WHEN (
            CMSTDTC LIKE '____-__-__'
            OR CMSTDTC LIKE '____-__-__T%'
            OR CMSTDTC LIKE '____-__-__ %'
          )
          AND CMSTDTC >= '1000'
          AND SUBSTRING(CMSTDTC, 10, 1) BETWEEN '0' AND '9'
          THEN TRY_CAST(SUBSTRING(CMSTDTC, 1, 10) AS DATE)
        END
      ) IS NULL
      THEN TRY_CAST(SUBSTRING(CMSTDTC, 1, 10) || ' ' || SUBSTRING(CMSTDTC, 12, 5) || CASE
        WHEN SUBSTRING(CMSTDTC, 17, 1) = ':'
        THEN SUBSTRING(CMSTDTC, 17, 3)
        ELSE ':00'
      END AS TIMESTAMP_NTZ)
    END
  END AS CMSTDTC_TIME,
  COALESCE(
    CASE
      WHEN (
        CMENDTC LIKE '____-__-__'
        OR CMENDTC LIKE '____-__-__T%'
        OR CMENDTC LIKE '____-__-__ %'
      )
      AND CMENDTC >= '1000'
      AND SUBSTRING(CMENDTC, 10, 1) BETWEEN '0' AND '9'
      THEN TRY_CAST(SUBSTRING(CMENDTC, 1, 10) AS DATE)
    END,
    TRY_CAST(NULLIF(
      REGEXP_EXTRACT(
        UPPER(CMENDTC),
        '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
      ),
      ''
    ) || '-' || COALESCE(
      NULLIF(
        REGEXP_EXTRACT(
          UPPER(CMENDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          2
        ),
        ''
      ),
      '01'
    ) || '-' || COALESCE(
      NULLIF(
        REGEXP_EXTRACT(
          UPPER(CMENDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          3
        ),
        ''
      ),
      '01'
    ) AS DATE)
  ) AS CMENDTC_FIRST,
  COALESCE(
    CASE
      WHEN (
        CMENDTC LIKE '____-__-__'
        OR CMENDTC LIKE '____-__-__T%'
        OR CMENDTC LIKE '____-__-__ %'
      )
      AND CMENDTC >= '1000'
      AND SUBSTRING(CMENDTC, 10, 1) BETWEEN '0' AND '9'
      THEN TRY_CAST(SUBSTRING(CMENDTC, 1, 10) AS DATE)
    END,
    CASE
      WHEN NOT NULLIF(
        REGEXP_EXTRACT(
          UPPER(CMENDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          2
        ),
        ''
      ) IS NULL
      AND NULLIF(
        REGEXP_EXTRACT(
          UPPER(CMENDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          3
        ),
        ''
      ) IS NULL
      THEN LAST_DAY(
        TRY_CAST(NULLIF(
          REGEXP_EXTRACT(
            UPPER(CMENDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
          ),
          ''
        ) || '-' || NULLIF(
          REGEXP_EXTRACT(
            UPPER(CMENDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            2
          ),
          ''
        ) || '-01' AS DATE)
      )
      ELSE TRY_CAST(NULLIF(
        REGEXP_EXTRACT(
          UPPER(CMENDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
        ),
        ''
      ) || '-' || COALESCE(
        NULLIF(
          REGEXP_EXTRACT(
            UPPER(CMENDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            2
          ),
          ''
        ),
        '12'
      ) || '-' || COALESCE(
        NULLIF(
          REGEXP_EXTRACT(
            UPPER(CMENDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            3
          ),
          ''
        ),
        '31'
      ) AS DATE)
    END
  ) AS CMENDTC_LAST,
  CASE
    WHEN CMENDTC LIKE '____-__-__ __:__%' OR CMENDTC LIKE '____-__-__T__:__%'
    THEN CASE
      WHEN CMENDTC RLIKE '^.{10}[T ]([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:[.,][0-9]+)?)?(?:Z|[+-][0-9:]+)?$'
      AND NOT (
        CASE
          WHEN (
            CMENDTC LIKE '____-__-__'
            OR CMENDTC LIKE '____-__-__T%'
            OR CMENDTC LIKE '____-__-__ %'
          )
          AND CMENDTC >= '1000'
          AND SUBSTRING(CMENDTC, 10, 1) BETWEEN '0' AND '9'
          THEN TRY_CAST(SUBSTRING(CMENDTC, 1, 10) AS DATE)
        END
      ) IS NULL
      THEN TRY_CAST(SUBSTRING(CMENDTC, 1, 10) || ' ' || SUBSTRING(CMENDTC, 12, 5) || CASE
        WHEN SUBSTRING(CMENDTC, 17, 1) = ':'
        THEN SUBSTRING(CMENDTC, 17, 3)
        ELSE ':00'
      END AS TIMESTAMP_NTZ)
    END
  END AS CMENDTC_TIME,
  SRCFILE,
  SRCROW
FROM clean
WHERE
  NOT USUBJID IS NULL;

-- sdtm_cp
WITH clean AS (
  SELECT
    NULLIF(TRIM(`STUDYID`), '') AS STUDYID,
    NULLIF(TRIM(`DOMAIN`), '') AS DOMAIN,
    NULLIF(TRIM(`USUBJID`), '') AS USUBJID,
    COALESCE(TRY_CAST(NULLIF(TRIM(`CPSEQ`), '') AS BIGINT), `_ROW`) AS CPSEQ,
    NULLIF(TRIM(`CPTESTCD`), '') AS CPTESTCD,
    NULLIF(TRIM(`CPTEST`), '') AS CPTEST,
    NULLIF(TRIM(`CPCAT`), '') AS CPCAT,
    NULLIF(TRIM(`CPORRES`), '') AS CPORRES,
    NULLIF(TRIM(`CPORRESU`), '') AS CPORRESU,
    CAST(NULL AS STRING) AS CPORNRLO,
    CAST(NULL AS STRING) AS CPORNRHI,
    NULLIF(TRIM(`CPSTRESC`), '') AS CPSTRESC,
    TRY_CAST(NULLIF(TRIM(`CPSTRESN`), '') AS DECIMAL(18, 6)) AS CPSTRESN,
    NULLIF(TRIM(`CPSTRESU`), '') AS CPSTRESU,
    CAST(NULL AS DECIMAL(18, 6)) AS CPSTNRLO,
    CAST(NULL AS DECIMAL(18, 6)) AS CPSTNRHI,
    CAST(NULL AS STRING) AS CPSTAT,
    CAST(NULL AS STRING) AS CPREASND,
    NULLIF(TRIM(`CPMETHOD`), '') AS CPMETHOD,
    NULLIF(TRIM(`CPSPEC`), '') AS CPSPEC,
    CAST(NULL AS STRING) AS CPTPT,
    NULLIF(TRIM(`CPDTC`), '') AS CPDTC,
    TRY_CAST(NULLIF(TRIM(`VISITNUM`), '') AS DECIMAL(18, 6)) AS VISITNUM,
    NULLIF(TRIM(`VISIT`), '') AS VISIT,
    TRY_CAST(NULLIF(TRIM(`CPLLOQ`), '') AS DECIMAL(18, 6)) AS CPLLOQ,
    CAST(NULL AS STRING) AS CPMRKSTR,
    `_FILE` AS SRCFILE,
    `_ROW` AS SRCROW
  FROM raw_cp
)
SELECT
  STUDYID,
  DOMAIN,
  USUBJID,
  CPSEQ,
  CPTESTCD,
  CPTEST,
  CPCAT,
  CPORRES,
  CPORRESU,
  CPORNRLO,
  CPORNRHI,
  CPSTRESC,
  CPSTRESN,
  CPSTRESU,
  CPSTNRLO,
  CPSTNRHI,
  CPSTAT,
  CPREASND,
  CPMETHOD,
  CPSPEC,
  CPTPT,
  CPDTC,
  VISITNUM,
  VISIT,
  CPLLOQ,
  CPMRKSTR,
  COALESCE(
    CASE
      WHEN (
        CPDTC LIKE '____-__-__' OR CPDTC LIKE '____-__-__T%' OR CPDTC LIKE '____-__-__ %'
      )
      AND CPDTC >= '1000'
      AND SUBSTRING(CPDTC, 10, 1) BETWEEN '0' AND '9'
      THEN TRY_CAST(SUBSTRING(CPDTC, 1, 10) AS DATE)
    END,
    TRY_CAST(NULLIF(
      REGEXP_EXTRACT(
        UPPER(CPDTC),
        '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
      ),
      ''
    ) || '-' || COALESCE(
      NULLIF(
        REGEXP_EXTRACT(
          UPPER(CPDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          2
        ),
        ''
      ),
      '01'
    ) || '-' || COALESCE(
      NULLIF(
        REGEXP_EXTRACT(
          UPPER(CPDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          3
        ),
        ''
      ),
      '01'
    ) AS DATE)
  ) AS CPDTC_FIRST,
  COALESCE(
    CASE
      WHEN (
        CPDTC LIKE '____-__-__' OR CPDTC LIKE '____-__-__T%' OR CPDTC LIKE '____-__-__ %'
      )
      AND CPDTC >= '1000'
      AND SUBSTRING(CPDTC, 10, 1) BETWEEN '0' AND '9'
      THEN TRY_CAST(SUBSTRING(CPDTC, 1, 10) AS DATE)
    END,
    CASE
      WHEN NOT NULLIF(
        REGEXP_EXTRACT(
          UPPER(CPDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          2
        ),
        ''
      ) IS NULL
      AND NULLIF(
        REGEXP_EXTRACT(
          UPPER(CPDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          3
        ),
        ''
      ) IS NULL
      THEN LAST_DAY(
        TRY_CAST(NULLIF(
          REGEXP_EXTRACT(
            UPPER(CPDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
          ),
          ''
        ) || '-' || NULLIF(
          REGEXP_EXTRACT(
            UPPER(CPDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            2
          ),
          ''
        ) || '-01' AS DATE)
      )
      ELSE TRY_CAST(NULLIF(
        REGEXP_EXTRACT(
          UPPER(CPDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
        ),
        ''
      ) || '-' || COALESCE(
        NULLIF(
          REGEXP_EXTRACT(
            UPPER(CPDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            2
          ),
          ''
        ),
        '12'
      ) || '-' || COALESCE(
        NULLIF(
          REGEXP_EXTRACT(
            UPPER(CPDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            3
          ),
          ''
        ),
        '31'
      ) AS DATE)
    END
  ) AS CPDTC_LAST,
  CASE
    WHEN CPDTC LIKE '____-__-__ __:__%' OR CPDTC LIKE '____-__-__T__:__%'
    THEN CASE
      WHEN CPDTC RLIKE '^.{10}[T ]([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:[.,][0-9]+)?)?(?:Z|[+-][0-9:]+)?$'
      AND NOT (
        CASE
          WHEN (
            CPDTC LIKE '____-__-__' OR CPDTC LIKE '____-__-__T%' OR CPDTC LIKE '____-__-__ %'
          )
          AND CPDTC >= '1000'
          AND SUBSTRING(CPDTC, 10, 1) BETWEEN '0' AND '9'
          THEN TRY_CAST(SUBSTRING(CPDTC, 1, 10) AS DATE)
        END
      ) IS NULL
      THEN TRY_CAST(SUBSTRING(CPDTC, 1, 10) || ' ' || SUBSTRING(CPDTC, 12, 5) || CASE WHEN SUBSTRING(CPDTC, 17, 1) = ':' THEN SUBSTRING(CPDTC, 17, 3) ELSE ':00' END AS TIMESTAMP_NTZ)
    END
  END AS CPDTC_TIME,
  SRCFILE,
  SRCROW
FROM clean
WHERE
  NOT USUBJID IS NULL;

-- sdtm_dm
WITH clean AS (
  SELECT
    NULLIF(TRIM(`STUDYID`), '') AS STUDYID,
    NULLIF(TRIM(`DOMAIN`), '') AS DOMAIN,
    NULLIF(TRIM(`USUBJID`), '') AS USUBJID,
    NULLIF(TRIM(`SUBJID`), '') AS SUBJID,
    NULLIF(TRIM(`RFSTDTC`), '') AS RFSTDTC,
    NULLIF(TRIM(`RFENDTC`), '') AS RFENDTC,
    NULLIF(TRIM(`RFXSTDTC`), '') AS RFXSTDTC,
    NULLIF(TRIM(`RFICDTC`), '') AS RFICDTC,
    CAST(NULL AS STRING) AS DTHDTC,
    CAST(NULL AS STRING) AS DTHFL,
    NULLIF(TRIM(`SITEID`), '') AS SITEID,
    NULLIF(TRIM(`BRTHDTC`), '') AS BRTHDTC,
    TRY_CAST(NULLIF(TRIM(`AGE`), '') AS DECIMAL(18, 6)) AS AGE,
    NULLIF(TRIM(`AGEU`), '') AS AGEU,
    NULLIF(TRIM(`SEX`), '') AS SEX,
    CAST(NULL AS STRING) AS RACE,
    CAST(NULL AS STRING) AS ETHNIC,
    NULLIF(TRIM(`ARM`), '') AS ARM,
    NULLIF(TRIM(`ARMCD`), '') AS ARMCD,
    NULLIF(TRIM(`ACTARM`), '') AS ACTARM,
    NULLIF(TRIM(`ACTARMCD`), '') AS ACTARMCD,
    NULLIF(TRIM(`COUNTRY`), '') AS COUNTRY,
    CAST(NULL AS STRING) AS DMDTC,
    `_FILE` AS SRCFILE,
    `_ROW` AS SRCROW
  FROM raw_dm
)
SELECT
  STUDYID,
  DOMAIN,
  USUBJID,
  SUBJID,
  RFSTDTC,
  RFENDTC,
  RFXSTDTC,
  RFICDTC,
  DTHDTC,
  DTHFL,
  SITEID,
  BRTHDTC,
  AGE,
  AGEU,
  SEX,
  RACE,
  ETHNIC,
  ARM,
  ARMCD,
  ACTARM,
  ACTARMCD,
  COUNTRY,
  DMDTC,
  COALESCE(
    CASE
      WHEN (
        RFSTDTC LIKE '____-__-__'
        OR RFSTDTC LIKE '____-__-__T%'
        OR RFSTDTC LIKE '____-__-__ %'
      )
      AND RFSTDTC >= '1000'
      AND SUBSTRING(RFSTDTC, 10, 1) BETWEEN '0' AND '9'
      THEN TRY_CAST(SUBSTRING(RFSTDTC, 1, 10) AS DATE)
    END,
    TRY_CAST(NULLIF(
      REGEXP_EXTRACT(
        UPPER(RFSTDTC),
        '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
      ),
      ''
    ) || '-' || COALESCE(
      NULLIF(
        REGEXP_EXTRACT(
          UPPER(RFSTDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          2
        ),
        ''
      ),
      '01'
    ) || '-' || COALESCE(
      NULLIF(
        REGEXP_EXTRACT(
          UPPER(RFSTDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          3
        ),
        ''
      ),
      '01'
    ) AS DATE)
  ) AS RFSTDTC_FIRST,
  COALESCE(
    CASE
      WHEN (
        RFSTDTC LIKE '____-__-__'
        OR RFSTDTC LIKE '____-__-__T%'
        OR RFSTDTC LIKE '____-__-__ %'
      )
      AND RFSTDTC >= '1000'
      AND SUBSTRING(RFSTDTC, 10, 1) BETWEEN '0' AND '9'
      THEN TRY_CAST(SUBSTRING(RFSTDTC, 1, 10) AS DATE)
    END,
    CASE
      WHEN NOT NULLIF(
        REGEXP_EXTRACT(
          UPPER(RFSTDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          2
        ),
        ''
      ) IS NULL
      AND NULLIF(
        REGEXP_EXTRACT(
          UPPER(RFSTDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          3
        ),
        ''
      ) IS NULL
      THEN LAST_DAY(
        TRY_CAST(NULLIF(
          REGEXP_EXTRACT(
            UPPER(RFSTDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
          ),
          ''
        ) || '-' || NULLIF(
          REGEXP_EXTRACT(
            UPPER(RFSTDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            2
          ),
          ''
        ) || '-01' AS DATE)
      )
      ELSE TRY_CAST(NULLIF(
        REGEXP_EXTRACT(
          UPPER(RFSTDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
        ),
        ''
      ) || '-' || COALESCE(
        NULLIF(
          REGEXP_EXTRACT(
            UPPER(RFSTDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            2
          ),
          ''
        ),
        '12'
      ) || '-' || COALESCE(
        NULLIF(
          REGEXP_EXTRACT(
            UPPER(RFSTDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            3
          ),
          ''
        ),
        '31'
      ) AS DATE)
    END
  ) AS RFSTDTC_LAST,
  CASE
    WHEN RFSTDTC LIKE '____-__-__ __:__%' OR RFSTDTC LIKE '____-__-__T__:__%'
    THEN CASE
      WHEN RFSTDTC RLIKE '^.{10}[T ]([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:[.,][0-9]+)?)?(?:Z|[+-][0-9:]+)?$'
      AND NOT (
        CASE
          WHEN (
            RFSTDTC LIKE '____-__-__'
            OR RFSTDTC LIKE '____-__-__T%'
            OR RFSTDTC LIKE '____-__-__ %'
          )
          AND RFSTDTC >= '1000'
          AND SUBSTRING(RFSTDTC, 10, 1) BETWEEN '0' AND '9'
          THEN TRY_CAST(SUBSTRING(RFSTDTC, 1, 10) AS DATE)
        END
      ) IS NULL
      THEN TRY_CAST(SUBSTRING(RFSTDTC, 1, 10) || ' ' || SUBSTRING(RFSTDTC, 12, 5) || CASE
        WHEN SUBSTRING(RFSTDTC, 17, 1) = ':'
        THEN SUBSTRING(RFSTDTC, 17, 3)
        ELSE ':00'
      END AS TIMESTAMP_NTZ)
    END
  END AS RFSTDTC_TIME,
  COALESCE(
    CASE
      WHEN (
        RFENDTC LIKE '____-__-__'
        OR RFENDTC LIKE '____-__-__T%'
        OR RFENDTC LIKE '____-__-__ %'
      )
      AND RFENDTC >= '1000'
      AND SUBSTRING(RFENDTC, 10, 1) BETWEEN '0' AND '9'
      THEN TRY_CAST(SUBSTRING(RFENDTC, 1, 10) AS DATE)
    END,
    TRY_CAST(NULLIF(
      REGEXP_EXTRACT(
        UPPER(RFENDTC),
        '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
      ),
      ''
    ) || '-' || COALESCE(
      NULLIF(
        REGEXP_EXTRACT(
          UPPER(RFENDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          2
        ),
        ''
      ),
      '01'
    ) || '-' || COALESCE(
      NULLIF(
        REGEXP_EXTRACT(
          UPPER(RFENDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          3
        ),
        ''
      ),
      '01'
    ) AS DATE)
  ) AS RFENDTC_FIRST,
  COALESCE(
    CASE
      WHEN (
        RFENDTC LIKE '____-__-__'
        OR RFENDTC LIKE '____-__-__T%'
        OR RFENDTC LIKE '____-__-__ %'
      )
      AND RFENDTC >= '1000'
      AND SUBSTRING(RFENDTC, 10, 1) BETWEEN '0' AND '9'
      THEN TRY_CAST(SUBSTRING(RFENDTC, 1, 10) AS DATE)
    END,
    CASE
      WHEN NOT NULLIF(
        REGEXP_EXTRACT(
          UPPER(RFENDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          2
        ),
        ''
      ) IS NULL
      AND NULLIF(
        REGEXP_EXTRACT(
          UPPER(RFENDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          3
        ),
        ''
      ) IS NULL
      THEN LAST_DAY(
        TRY_CAST(NULLIF(
          REGEXP_EXTRACT(
            UPPER(RFENDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
          ),
          ''
        ) || '-' || NULLIF(
          REGEXP_EXTRACT(
            UPPER(RFENDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            2
          ),
          ''
        ) || '-01' AS DATE)
      )
      ELSE TRY_CAST(NULLIF(
        REGEXP_EXTRACT(
          UPPER(RFENDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
        ),
        ''
      ) || '-' || COALESCE(
        NULLIF(
          REGEXP_EXTRACT(
            UPPER(RFENDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            2
          ),
          ''
        ),
        '12'
      ) || '-' || COALESCE(
        NULLIF(
          REGEXP_EXTRACT(
            UPPER(RFENDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            3
          ),
          ''
        ),
        '31'
      ) AS DATE)
    END
  ) AS RFENDTC_LAST,
  CASE
    WHEN RFENDTC LIKE '____-__-__ __:__%' OR RFENDTC LIKE '____-__-__T__:__%'
    THEN CASE
      WHEN RFENDTC RLIKE '^.{10}[T ]([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:[.,][0-9]+)?)?(?:Z|[+-][0-9:]+)?$'
      AND NOT (
        CASE
          WHEN (
            RFENDTC LIKE '____-__-__'
            OR RFENDTC LIKE '____-__-__T%'
            OR RFENDTC LIKE '____-__-__ %'
          )
          AND RFENDTC >= '1000'
          AND SUBSTRING(RFENDTC, 10, 1) BETWEEN '0' AND '9'
          THEN TRY_CAST(SUBSTRING(RFENDTC, 1, 10) AS DATE)
        END
      ) IS NULL
      THEN TRY_CAST(SUBSTRING(RFENDTC, 1, 10) || ' ' || SUBSTRING(RFENDTC, 12, 5) || CASE
        WHEN SUBSTRING(RFENDTC, 17, 1) = ':'
        THEN SUBSTRING(RFENDTC, 17, 3)
        ELSE ':00'
      END AS TIMESTAMP_NTZ)
    END
  END AS RFENDTC_TIME,
  COALESCE(
    CASE
      WHEN (
        RFXSTDTC LIKE '____-__-__'
        OR RFXSTDTC LIKE '____-__-__T%'
        OR RFXSTDTC LIKE '____-__-__ %'
      )
      AND RFXSTDTC >= '1000'
      AND SUBSTRING(RFXSTDTC, 10, 1) BETWEEN '0' AND '9'
      THEN TRY_CAST(SUBSTRING(RFXSTDTC, 1, 10) AS DATE)
    END,
    TRY_CAST(NULLIF(
      REGEXP_EXTRACT(
        UPPER(RFXSTDTC),
        '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
      ),
      ''
    ) || '-' || COALESCE(
      NULLIF(
        REGEXP_EXTRACT(
          UPPER(RFXSTDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          2
        ),
        ''
      ),
      '01'
    ) || '-' || COALESCE(
      NULLIF(
        REGEXP_EXTRACT(
          UPPER(RFXSTDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          3
        ),
        ''
      ),
      '01'
    ) AS DATE)
  ) AS RFXSTDTC_FIRST,
  COALESCE(
    CASE
      WHEN (
        RFXSTDTC LIKE '____-__-__'
        OR RFXSTDTC LIKE '____-__-__T%'
        OR RFXSTDTC LIKE '____-__-__ %'
      )
      AND RFXSTDTC >= '1000'
      AND SUBSTRING(RFXSTDTC, 10, 1) BETWEEN '0' AND '9'
      THEN TRY_CAST(SUBSTRING(RFXSTDTC, 1, 10) AS DATE)
    END,
    CASE
      WHEN NOT NULLIF(
        REGEXP_EXTRACT(
          UPPER(RFXSTDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          2
        ),
        ''
      ) IS NULL
      AND NULLIF(
        REGEXP_EXTRACT(
          UPPER(RFXSTDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          3
        ),
        ''
      ) IS NULL
      THEN LAST_DAY(
        TRY_CAST(NULLIF(
          REGEXP_EXTRACT(
            UPPER(RFXSTDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
          ),
          ''
        ) || '-' || NULLIF(
          REGEXP_EXTRACT(
            UPPER(RFXSTDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            2
          ),
          ''
        ) || '-01' AS DATE)
      )
      ELSE TRY_CAST(NULLIF(
        REGEXP_EXTRACT(
          UPPER(RFXSTDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
        ),
        ''
      ) || '-' || COALESCE(
        NULLIF(
          REGEXP_EXTRACT(
            UPPER(RFXSTDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            2
          ),
          ''
        ),
        '12'
      ) || '-' || COALESCE(
        NULLIF(
          REGEXP_EXTRACT(
            UPPER(RFXSTDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            3
          ),
          ''
        ),
        '31'
      ) AS DATE)
    END
  ) AS RFXSTDTC_LAST,
  CASE
    WHEN RFXSTDTC LIKE '____-__-__ __:__%' OR RFXSTDTC LIKE '____-__-__T__:__%'
    THEN CASE
      WHEN RFXSTDTC RLIKE '^.{10}[T ]([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:[.,][0-9]+)?)?(?:Z|[+-][0-9:]+)?$'
      AND NOT (
        CASE
          WHEN (
            RFXSTDTC LIKE '____-__-__'
            OR RFXSTDTC LIKE '____-__-__T%'
            OR RFXSTDTC LIKE '____-__-__ %'
          )
          AND RFXSTDTC >= '1000'
          AND SUBSTRING(RFXSTDTC, 10, 1) BETWEEN '0' AND '9'
          THEN TRY_CAST(SUBSTRING(RFXSTDTC, 1, 10) AS DATE)
        END
      ) IS NULL
      THEN TRY_CAST(SUBSTRING(RFXSTDTC, 1, 10) || ' ' || SUBSTRING(RFXSTDTC, 12, 5) || CASE
        WHEN SUBSTRING(RFXSTDTC, 17, 1) = ':'
        THEN SUBSTRING(RFXSTDTC, 17, 3)
        ELSE ':00'
      END AS TIMESTAMP_NTZ)
    END
  END AS RFXSTDTC_TIME,
  COALESCE(
    CASE
      WHEN (
        RFICDTC LIKE '____-__-__'
        OR RFICDTC LIKE '____-__-__T%'
        OR RFICDTC LIKE '____-__-__ %'
      )
      AND RFICDTC >= '1000'
      AND SUBSTRING(RFICDTC, 10, 1) BETWEEN '0' AND '9'
      THEN TRY_CAST(SUBSTRING(RFICDTC, 1, 10) AS DATE)
    END,
    TRY_CAST(NULLIF(
      REGEXP_EXTRACT(
        UPPER(RFICDTC),
        '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
      ),
      ''
    ) || '-' || COALESCE(
      NULLIF(
        REGEXP_EXTRACT(
          UPPER(RFICDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          2
        ),
        ''
      ),
      '01'
    ) || '-' || COALESCE(
      NULLIF(
        REGEXP_EXTRACT(
          UPPER(RFICDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          3
        ),
        ''
      ),
      '01'
    ) AS DATE)
  ) AS RFICDTC_FIRST,
  COALESCE(
    CASE
      WHEN (
        RFICDTC LIKE '____-__-__'
        OR RFICDTC LIKE '____-__-__T%'
        OR RFICDTC LIKE '____-__-__ %'
      )
      AND RFICDTC >= '1000'
      AND SUBSTRING(RFICDTC, 10, 1) BETWEEN '0' AND '9'
      THEN TRY_CAST(SUBSTRING(RFICDTC, 1, 10) AS DATE)
    END,
    CASE
      WHEN NOT NULLIF(
        REGEXP_EXTRACT(
          UPPER(RFICDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          2
        ),
        ''
      ) IS NULL
      AND NULLIF(
        REGEXP_EXTRACT(
          UPPER(RFICDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          3
        ),
        ''
      ) IS NULL
      THEN LAST_DAY(
        TRY_CAST(NULLIF(
          REGEXP_EXTRACT(
            UPPER(RFICDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
          ),
          ''
        ) || '-' || NULLIF(
          REGEXP_EXTRACT(
            UPPER(RFICDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            2
          ),
          ''
        ) || '-01' AS DATE)
      )
      ELSE TRY_CAST(NULLIF(
        REGEXP_EXTRACT(
          UPPER(RFICDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
        ),
        ''
      ) || '-' || COALESCE(
        NULLIF(
          REGEXP_EXTRACT(
            UPPER(RFICDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            2
          ),
          ''
        ),
        '12'
      ) || '-' || COALESCE(
        NULLIF(
          REGEXP_EXTRACT(
            UPPER(RFICDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            3
          ),
          ''
        ),
        '31'
      ) AS DATE)
    END
  ) AS RFICDTC_LAST,
  CASE
    WHEN RFICDTC LIKE '____-__-__ __:__%' OR RFICDTC LIKE '____-__-__T__:__%'
    THEN CASE
      WHEN RFICDTC RLIKE '^.{10}[T ]([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:[.,][0-9]+)?)?(?:Z|[+-][0-9:]+)?$'
      AND NOT (
        CASE
          WHEN (
            RFICDTC LIKE '____-__-__'
            OR RFICDTC LIKE '____-__-__T%'
            OR RFICDTC LIKE '____-__-__ %'
          )
          AND RFICDTC >= '1000'
          AND SUBSTRING(RFICDTC, 10, 1) BETWEEN '0' AND '9'
          THEN TRY_CAST(SUBSTRING(RFICDTC, 1, 10) AS DATE)
        END
      ) IS NULL
      THEN TRY_CAST(SUBSTRING(RFICDTC, 1, 10) || ' ' || SUBSTRING(RFICDTC, 12, 5) || CASE
        WHEN SUBSTRING(RFICDTC, 17, 1) = ':'
        THEN SUBSTRING(RFICDTC, 17, 3)
        ELSE ':00'
      END AS TIMESTAMP_NTZ)
    END
  END AS RFICDTC_TIME,
  CAST(NULL AS DATE) AS DTHDTC_FIRST,
  CAST(NULL AS DATE) AS DTHDTC_LAST,
  CAST(NULL AS TIMESTAMP_NTZ) AS DTHDTC_TIME,
  COALESCE(
    CASE
      WHEN (
        BRTHDTC LIKE '____-__-__'
        OR BRTHDTC LIKE '____-__-__T%'
        OR BRTHDTC LIKE '____-__-__ %'
      )
      AND BRTHDTC >= '1000'
      AND SUBSTRING(BRTHDTC, 10, 1) BETWEEN '0' AND '9'
      THEN TRY_CAST(SUBSTRING(BRTHDTC, 1, 10) AS DATE)
    END,
    TRY_CAST(NULLIF(
      REGEXP_EXTRACT(
        UPPER(BRTHDTC),
        '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
      ),
      ''
    ) || '-' || COALESCE(
      NULLIF(
        REGEXP_EXTRACT(
          UPPER(BRTHDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          2
        ),
        ''
      ),
      '01'
    ) || '-' || COALESCE(
      NULLIF(
        REGEXP_EXTRACT(
          UPPER(BRTHDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          3
        ),
        ''
      ),
      '01'
    ) AS DATE)
  ) AS BRTHDTC_FIRST,
  COALESCE(
    CASE
      WHEN (
        BRTHDTC LIKE '____-__-__'
        OR BRTHDTC LIKE '____-__-__T%'
        OR BRTHDTC LIKE '____-__-__ %'
      )
      AND BRTHDTC >= '1000'
      AND SUBSTRING(BRTHDTC, 10, 1) BETWEEN '0' AND '9'
      THEN TRY_CAST(SUBSTRING(BRTHDTC, 1, 10) AS DATE)
    END,
    CASE
      WHEN NOT NULLIF(
        REGEXP_EXTRACT(
          UPPER(BRTHDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          2
        ),
        ''
      ) IS NULL
      AND NULLIF(
        REGEXP_EXTRACT(
          UPPER(BRTHDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          3
        ),
        ''
      ) IS NULL
      THEN LAST_DAY(
        TRY_CAST(NULLIF(
          REGEXP_EXTRACT(
            UPPER(BRTHDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
          ),
          ''
        ) || '-' || NULLIF(
          REGEXP_EXTRACT(
            UPPER(BRTHDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            2
          ),
          ''
        ) || '-01' AS DATE)
      )
      ELSE TRY_CAST(NULLIF(
        REGEXP_EXTRACT(
          UPPER(BRTHDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
        ),
        ''
      ) || '-' || COALESCE(
        NULLIF(
          REGEXP_EXTRACT(
            UPPER(BRTHDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            2
          ),
          ''
        ),
        '12'
      ) || '-' || COALESCE(
        NULLIF(
          REGEXP_EXTRACT(
            UPPER(BRTHDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            3
          ),
          ''
        ),
        '31'
      ) AS DATE)
    END
  ) AS BRTHDTC_LAST,
  CASE
    WHEN BRTHDTC LIKE '____-__-__ __:__%' OR BRTHDTC LIKE '____-__-__T__:__%'
    THEN CASE
      WHEN BRTHDTC RLIKE '^.{10}[T ]([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:[.,][0-9]+)?)?(?:Z|[+-][0-9:]+)?$'
      AND NOT (
        CASE
          WHEN (
            BRTHDTC LIKE '____-__-__'
            OR BRTHDTC LIKE '____-__-__T%'
            OR BRTHDTC LIKE '____-__-__ %'
          )
          AND BRTHDTC >= '1000'
          AND SUBSTRING(BRTHDTC, 10, 1) BETWEEN '0' AND '9'
          THEN TRY_CAST(SUBSTRING(BRTHDTC, 1, 10) AS DATE)
        END
      ) IS NULL
      THEN TRY_CAST(SUBSTRING(BRTHDTC, 1, 10) || ' ' || SUBSTRING(BRTHDTC, 12, 5) || CASE
        WHEN SUBSTRING(BRTHDTC, 17, 1) = ':'
        THEN SUBSTRING(BRTHDTC, 17, 3)
        ELSE ':00'
      END AS TIMESTAMP_NTZ)
    END
  END AS BRTHDTC_TIME,
  CAST(NULL AS DATE) AS DMDTC_FIRST,
  CAST(NULL AS DATE) AS DMDTC_LAST,
  CAST(NULL AS TIMESTAMP_NTZ) AS DMDTC_TIME,
  SRCFILE,
  SRCROW
FROM clean
WHERE
  NOT USUBJID IS NULL;

-- sdtm_ds
WITH clean AS (
  SELECT
    NULLIF(TRIM(`STUDYID`), '') AS STUDYID,
    NULLIF(TRIM(`DOMAIN`), '') AS DOMAIN,
    NULLIF(TRIM(`USUBJID`), '') AS USUBJID,
    COALESCE(TRY_CAST(NULLIF(TRIM(`DSSEQ`), '') AS BIGINT), `_ROW`) AS DSSEQ,
    NULLIF(TRIM(`DSTERM`), '') AS DSTERM,
    NULLIF(TRIM(`DSDECOD`), '') AS DSDECOD,
    NULLIF(TRIM(`DSCAT`), '') AS DSCAT,
    CAST(NULL AS STRING) AS DSSCAT,
    NULLIF(TRIM(`DSSTDTC`), '') AS DSSTDTC,
    CAST(NULL AS STRING) AS DSDTC,
    CAST(NULL AS DECIMAL(18, 6)) AS VISITNUM,
    CAST(NULL AS STRING) AS VISIT,
    `_FILE` AS SRCFILE,
    `_ROW` AS SRCROW
  FROM raw_ds
)
SELECT
  STUDYID,
  DOMAIN,
  USUBJID,
  DSSEQ,
  DSTERM,
  DSDECOD,
  DSCAT,
  DSSCAT,
  DSSTDTC,
  DSDTC,
  VISITNUM,
  VISIT,
  COALESCE(
    CASE
      WHEN (
        DSSTDTC LIKE '____-__-__'
        OR DSSTDTC LIKE '____-__-__T%'
        OR DSSTDTC LIKE '____-__-__ %'
      )
      AND DSSTDTC >= '1000'
      AND SUBSTRING(DSSTDTC, 10, 1) BETWEEN '0' AND '9'
      THEN TRY_CAST(SUBSTRING(DSSTDTC, 1, 10) AS DATE)
    END,
    TRY_CAST(NULLIF(
      REGEXP_EXTRACT(
        UPPER(DSSTDTC),
        '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
      ),
      ''
    ) || '-' || COALESCE(
      NULLIF(
        REGEXP_EXTRACT(
          UPPER(DSSTDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          2
        ),
        ''
      ),
      '01'
    ) || '-' || COALESCE(
      NULLIF(
        REGEXP_EXTRACT(
          UPPER(DSSTDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          3
        ),
        ''
      ),
      '01'
    ) AS DATE)
  ) AS DSSTDTC_FIRST,
  COALESCE(
    CASE
      WHEN (
        DSSTDTC LIKE '____-__-__'
        OR DSSTDTC LIKE '____-__-__T%'
        OR DSSTDTC LIKE '____-__-__ %'
      )
      AND DSSTDTC >= '1000'
      AND SUBSTRING(DSSTDTC, 10, 1) BETWEEN '0' AND '9'
      THEN TRY_CAST(SUBSTRING(DSSTDTC, 1, 10) AS DATE)
    END,
    CASE
      WHEN NOT NULLIF(
        REGEXP_EXTRACT(
          UPPER(DSSTDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          2
        ),
        ''
      ) IS NULL
      AND NULLIF(
        REGEXP_EXTRACT(
          UPPER(DSSTDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          3
        ),
        ''
      ) IS NULL
      THEN LAST_DAY(
        TRY_CAST(NULLIF(
          REGEXP_EXTRACT(
            UPPER(DSSTDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
          ),
          ''
        ) || '-' || NULLIF(
          REGEXP_EXTRACT(
            UPPER(DSSTDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            2
          ),
          ''
        ) || '-01' AS DATE)
      )
      ELSE TRY_CAST(NULLIF(
        REGEXP_EXTRACT(
          UPPER(DSSTDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
        ),
        ''
      ) || '-' || COALESCE(
        NULLIF(
          REGEXP_EXTRACT(
            UPPER(DSSTDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            2
          ),
          ''
        ),
        '12'
      ) || '-' || COALESCE(
        NULLIF(
          REGEXP_EXTRACT(
            UPPER(DSSTDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            3
          ),
          ''
        ),
        '31'
      ) AS DATE)
    END
  ) AS DSSTDTC_LAST,
  CASE
    WHEN DSSTDTC LIKE '____-__-__ __:__%' OR DSSTDTC LIKE '____-__-__T__:__%'
    THEN CASE
      WHEN DSSTDTC RLIKE '^.{10}[T ]([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:[.,][0-9]+)?)?(?:Z|[+-][0-9:]+)?$'
      AND NOT (
        CASE
          WHEN (
            DSSTDTC LIKE '____-__-__'
            OR DSSTDTC LIKE '____-__-__T%'
            OR DSSTDTC LIKE '____-__-__ %'
          )
          AND DSSTDTC >= '1000'
          AND SUBSTRING(DSSTDTC, 10, 1) BETWEEN '0' AND '9'
          THEN TRY_CAST(SUBSTRING(DSSTDTC, 1, 10) AS DATE)
        END
      ) IS NULL
      THEN TRY_CAST(SUBSTRING(DSSTDTC, 1, 10) || ' ' || SUBSTRING(DSSTDTC, 12, 5) || CASE
        WHEN SUBSTRING(DSSTDTC, 17, 1) = ':'
        THEN SUBSTRING(DSSTDTC, 17, 3)
        ELSE ':00'
      END AS TIMESTAMP_NTZ)
    END
  END AS DSSTDTC_TIME,
  CAST(NULL AS DATE) AS DSDTC_FIRST,
  CAST(NULL AS DATE) AS DSDTC_LAST,
  CAST(NULL AS TIMESTAMP_NTZ) AS DSDTC_TIME,
  SRCFILE,
  SRCROW
FROM clean
WHERE
  NOT USUBJID IS NULL;

-- sdtm_ex
WITH clean AS (
  SELECT
    NULLIF(TRIM(`STUDYID`), '') AS STUDYID,
    NULLIF(TRIM(`DOMAIN`), '') AS DOMAIN,
    NULLIF(TRIM(`USUBJID`), '') AS USUBJID,
    COALESCE(TRY_CAST(NULLIF(TRIM(`EXSEQ`), '') AS BIGINT), `_ROW`) AS EXSEQ,
    NULLIF(TRIM(`EXTRT`), '') AS EXTRT,
    NULLIF(TRIM(`EXCAT`), '') AS EXCAT,
    TRY_CAST(NULLIF(TRIM(`EXDOSE`), '') AS DECIMAL(18, 6)) AS EXDOSE,
    NULLIF(TRIM(`EXDOSU`), '') AS EXDOSU,
    CAST(NULL AS STRING) AS EXDOSTXT,
    CAST(NULL AS STRING) AS EXDOSFRM,
    NULLIF(TRIM(`EXDOSFRQ`), '') AS EXDOSFRQ,
    NULLIF(TRIM(`EXROUTE`), '') AS EXROUTE,
    NULLIF(TRIM(`EXSTDTC`), '') AS EXSTDTC,
    NULLIF(TRIM(`EXENDTC`), '') AS EXENDTC,
    CAST(NULL AS DECIMAL(18, 6)) AS VISITNUM,
    CAST(NULL AS STRING) AS VISIT,
    `_FILE` AS SRCFILE,
    `_ROW` AS SRCROW
  FROM raw_ex
), mapped AS (
  SELECT
    c.STUDYID AS STUDYID,
    c.DOMAIN AS DOMAIN,
    c.USUBJID AS USUBJID,
    c.EXSEQ AS EXSEQ,
    c.EXTRT AS EXTRT,
    COALESCE(xc.EXCAT, xt.EXCAT, c.EXCAT) AS EXCAT,
    c.EXDOSE AS EXDOSE,
    c.EXDOSU AS EXDOSU,
    c.EXDOSTXT AS EXDOSTXT,
    c.EXDOSFRM AS EXDOSFRM,
    c.EXDOSFRQ AS EXDOSFRQ,
    c.EXROUTE AS EXROUTE,
    c.EXSTDTC AS EXSTDTC,
    c.EXENDTC AS EXENDTC,
    c.VISITNUM AS VISITNUM,
    c.VISIT AS VISIT,
    c.SRCFILE,
    c.SRCROW
  FROM clean AS c
  LEFT JOIN protocol_exposure AS xc
    ON xc.VARIABLE = 'EXCAT' AND xc.VALUE = UPPER(c.EXCAT)
  LEFT JOIN protocol_exposure AS xt
    ON xt.VARIABLE = 'EXTRT' AND xt.VALUE = UPPER(c.EXTRT)
)
SELECT
  STUDYID,
  DOMAIN,
  USUBJID,
  EXSEQ,
  EXTRT,
  EXCAT,
  EXDOSE,
  EXDOSU,
  EXDOSTXT,
  EXDOSFRM,
  EXDOSFRQ,
  EXROUTE,
  EXSTDTC,
  EXENDTC,
  VISITNUM,
  VISIT,
  COALESCE(
    CASE
      WHEN (
        EXSTDTC LIKE '____-__-__'
        OR EXSTDTC LIKE '____-__-__T%'
        OR EXSTDTC LIKE '____-__-__ %'
      )
      AND EXSTDTC >= '1000'
      AND SUBSTRING(EXSTDTC, 10, 1) BETWEEN '0' AND '9'
      THEN TRY_CAST(SUBSTRING(EXSTDTC, 1, 10) AS DATE)
    END,
    TRY_CAST(NULLIF(
      REGEXP_EXTRACT(
        UPPER(EXSTDTC),
        '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
      ),
      ''
    ) || '-' || COALESCE(
      NULLIF(
        REGEXP_EXTRACT(
          UPPER(EXSTDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          2
        ),
        ''
      ),
      '01'
    ) || '-' || COALESCE(
      NULLIF(
        REGEXP_EXTRACT(
          UPPER(EXSTDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          3
        ),
        ''
      ),
      '01'
    ) AS DATE)
  ) AS EXSTDTC_FIRST,
  COALESCE(
    CASE
      WHEN (
        EXSTDTC LIKE '____-__-__'
        OR EXSTDTC LIKE '____-__-__T%'
        OR EXSTDTC LIKE '____-__-__ %'
      )
      AND EXSTDTC >= '1000'
      AND SUBSTRING(EXSTDTC, 10, 1) BETWEEN '0' AND '9'
      THEN TRY_CAST(SUBSTRING(EXSTDTC, 1, 10) AS DATE)
    END,
    CASE
      WHEN NOT NULLIF(
        REGEXP_EXTRACT(
          UPPER(EXSTDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          2
        ),
        ''
      ) IS NULL
      AND NULLIF(
        REGEXP_EXTRACT(
          UPPER(EXSTDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          3
        ),
        ''
      ) IS NULL
      THEN LAST_DAY(
        TRY_CAST(NULLIF(
          REGEXP_EXTRACT(
            UPPER(EXSTDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
          ),
          ''
        ) || '-' || NULLIF(
          REGEXP_EXTRACT(
            UPPER(EXSTDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            2
          ),
          ''
        ) || '-01' AS DATE)
      )
      ELSE TRY_CAST(NULLIF(
        REGEXP_EXTRACT(
          UPPER(EXSTDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
        ),
        ''
      ) || '-' || COALESCE(
        NULLIF(
          REGEXP_EXTRACT(
            UPPER(EXSTDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            2
          ),
          ''
        ),
        '12'
      ) || '-' || COALESCE(
        NULLIF(
          REGEXP_EXTRACT(
            UPPER(EXSTDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            3
          ),
          ''
        ),
        '31'
      ) AS DATE)
    END
  ) AS EXSTDTC_LAST,
  CASE
    WHEN EXSTDTC LIKE '____-__-__ __:__%' OR EXSTDTC LIKE '____-__-__T__:__%'
    THEN CASE
      WHEN EXSTDTC RLIKE '^.{10}[T ]([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:[.,][0-9]+)?)?(?:Z|[+-][0-9:]+)?$'
      AND NOT (
        CASE
          WHEN (
            EXSTDTC LIKE '____-__-__'
            OR EXSTDTC LIKE '____-__-__T%'
            OR EXSTDTC LIKE '____-__-__ %'
          )
          AND EXSTDTC >= '1000'
          AND SUBSTRING(EXSTDTC, 10, 1) BETWEEN '0' AND '9'
          THEN TRY_CAST(SUBSTRING(EXSTDTC, 1, 10) AS DATE)
        END
      ) IS NULL
      THEN TRY_CAST(SUBSTRING(EXSTDTC, 1, 10) || ' ' || SUBSTRING(EXSTDTC, 12, 5) || CASE
        WHEN SUBSTRING(EXSTDTC, 17, 1) = ':'
        THEN SUBSTRING(EXSTDTC, 17, 3)
        ELSE ':00'
      END AS TIMESTAMP_NTZ)
    END
  END AS EXSTDTC_TIME,
  COALESCE(
    CASE
      WHEN (
        EXENDTC LIKE '____-__-__'
        OR EXENDTC LIKE '____-__-__T%'
        OR EXENDTC LIKE '____-__-__ %'
      )
      AND EXENDTC >= '1000'
      AND SUBSTRING(EXENDTC, 10, 1) BETWEEN '0' AND '9'
      THEN TRY_CAST(SUBSTRING(EXENDTC, 1, 10) AS DATE)
    END,
    TRY_CAST(NULLIF(
      REGEXP_EXTRACT(
        UPPER(EXENDTC),
        '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
      ),
      ''
    ) || '-' || COALESCE(
      NULLIF(
        REGEXP_EXTRACT(
          UPPER(EXENDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          2
        ),
        ''
      ),
      '01'
    ) || '-' || COALESCE(
      NULLIF(
        REGEXP_EXTRACT(
          UPPER(EXENDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          3
        ),
        ''
      ),
      '01'
    ) AS DATE)
  ) AS EXENDTC_FIRST,
  COALESCE(
    CASE
      WHEN (
        EXENDTC LIKE '____-__-__'
        OR EXENDTC LIKE '____-__-__T%'
        OR EXENDTC LIKE '____-__-__ %'
      )
      AND EXENDTC >= '1000'
      AND SUBSTRING(EXENDTC, 10, 1) BETWEEN '0' AND '9'
      THEN TRY_CAST(SUBSTRING(EXENDTC, 1, 10) AS DATE)
    END,
    CASE
      WHEN NOT NULLIF(
        REGEXP_EXTRACT(
          UPPER(EXENDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          2
        ),
        ''
      ) IS NULL
      AND NULLIF(
        REGEXP_EXTRACT(
          UPPER(EXENDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          3
        ),
        ''
      ) IS NULL
      THEN LAST_DAY(
        TRY_CAST(NULLIF(
          REGEXP_EXTRACT(
            UPPER(EXENDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
          ),
          ''
        ) || '-' || NULLIF(
          REGEXP_EXTRACT(
            UPPER(EXENDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            2
          ),
          ''
        ) || '-01' AS DATE)
      )
      ELSE TRY_CAST(NULLIF(
        REGEXP_EXTRACT(
          UPPER(EXENDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
        ),
        ''
      ) || '-' || COALESCE(
        NULLIF(
          REGEXP_EXTRACT(
            UPPER(EXENDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            2
          ),
          ''
        ),
        '12'
      ) || '-' || COALESCE(
        NULLIF(
          REGEXP_EXTRACT(
            UPPER(EXENDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            3
          ),
          ''
        ),
        '31'
      ) AS DATE)
    END
  ) AS EXENDTC_LAST,
  CASE
    WHEN EXENDTC LIKE '____-__-__ __:__%' OR EXENDTC LIKE '____-__-__T__:__%'
    THEN CASE
      WHEN EXENDTC RLIKE '^.{10}[T ]([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:[.,][0-9]+)?)?(?:Z|[+-][0-9:]+)?$'
      AND NOT (
        CASE
          WHEN (
            EXENDTC LIKE '____-__-__'
            OR EXENDTC LIKE '____-__-__T%'
            OR EXENDTC LIKE '____-__-__ %'
          )
          AND EXENDTC >= '1000'
          AND SUBSTRING(EXENDTC, 10, 1) BETWEEN '0' AND '9'
          THEN TRY_CAST(SUBSTRING(EXENDTC, 1, 10) AS DATE)
        END
      ) IS NULL
      THEN TRY_CAST(SUBSTRING(EXENDTC, 1, 10) || ' ' || SUBSTRING(EXENDTC, 12, 5) || CASE
        WHEN SUBSTRING(EXENDTC, 17, 1) = ':'
        THEN SUBSTRING(EXENDTC, 17, 3)
        ELSE ':00'
      END AS TIMESTAMP_NTZ)
    END
  END AS EXENDTC_TIME,
  SRCFILE,
  SRCROW
FROM mapped
WHERE
  NOT USUBJID IS NULL;

-- sdtm_is
WITH clean AS (
  SELECT
    NULLIF(TRIM(`STUDYID`), '') AS STUDYID,
    NULLIF(TRIM(`DOMAIN`), '') AS DOMAIN,
    NULLIF(TRIM(`USUBJID`), '') AS USUBJID,
    COALESCE(TRY_CAST(NULLIF(TRIM(`ISSEQ`), '') AS BIGINT), `_ROW`) AS ISSEQ,
    NULLIF(TRIM(`ISTESTCD`), '') AS ISTESTCD,
    NULLIF(TRIM(`ISTEST`), '') AS ISTEST,
    NULLIF(TRIM(`ISCAT`), '') AS ISCAT,
    NULLIF(TRIM(`ISORRES`), '') AS ISORRES,
    NULLIF(TRIM(`ISORRESU`), '') AS ISORRESU,
    CAST(NULL AS STRING) AS ISORNRLO,
    CAST(NULL AS STRING) AS ISORNRHI,
    NULLIF(TRIM(`ISSTRESC`), '') AS ISSTRESC,
    TRY_CAST(NULLIF(TRIM(`ISSTRESN`), '') AS DECIMAL(18, 6)) AS ISSTRESN,
    NULLIF(TRIM(`ISSTRESU`), '') AS ISSTRESU,
    CAST(NULL AS DECIMAL(18, 6)) AS ISSTNRLO,
    TRY_CAST(NULLIF(TRIM(`ISSTNRHI`), '') AS DECIMAL(18, 6)) AS ISSTNRHI,
    CAST(NULL AS STRING) AS ISSTAT,
    CAST(NULL AS STRING) AS ISREASND,
    NULLIF(TRIM(`ISMETHOD`), '') AS ISMETHOD,
    NULLIF(TRIM(`ISSPEC`), '') AS ISSPEC,
    CAST(NULL AS STRING) AS ISTPT,
    NULLIF(TRIM(`ISDTC`), '') AS ISDTC,
    TRY_CAST(NULLIF(TRIM(`VISITNUM`), '') AS DECIMAL(18, 6)) AS VISITNUM,
    NULLIF(TRIM(`VISIT`), '') AS VISIT,
    NULLIF(TRIM(`ISBDAGNT`), '') AS ISBDAGNT,
    TRY_CAST(NULLIF(TRIM(`ISLLOQ`), '') AS DECIMAL(18, 6)) AS ISLLOQ,
    `_FILE` AS SRCFILE,
    `_ROW` AS SRCROW
  FROM raw_is
)
SELECT
  STUDYID,
  DOMAIN,
  USUBJID,
  ISSEQ,
  ISTESTCD,
  ISTEST,
  ISCAT,
  ISORRES,
  ISORRESU,
  ISORNRLO,
  ISORNRHI,
  ISSTRESC,
  ISSTRESN,
  ISSTRESU,
  ISSTNRLO,
  ISSTNRHI,
  ISSTAT,
  ISREASND,
  ISMETHOD,
  ISSPEC,
  ISTPT,
  ISDTC,
  VISITNUM,
  VISIT,
  ISBDAGNT,
  ISLLOQ,
  COALESCE(
    CASE
      WHEN (
        ISDTC LIKE '____-__-__' OR ISDTC LIKE '____-__-__T%' OR ISDTC LIKE '____-__-__ %'
      )
      AND ISDTC >= '1000'
      AND SUBSTRING(ISDTC, 10, 1) BETWEEN '0' AND '9'
      THEN TRY_CAST(SUBSTRING(ISDTC, 1, 10) AS DATE)
    END,
    TRY_CAST(NULLIF(
      REGEXP_EXTRACT(
        UPPER(ISDTC),
        '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
      ),
      ''
    ) || '-' || COALESCE(
      NULLIF(
        REGEXP_EXTRACT(
          UPPER(ISDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          2
        ),
        ''
      ),
      '01'
    ) || '-' || COALESCE(
      NULLIF(
        REGEXP_EXTRACT(
          UPPER(ISDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          3
        ),
        ''
      ),
      '01'
    ) AS DATE)
  ) AS ISDTC_FIRST,
  COALESCE(
    CASE
      WHEN (
        ISDTC LIKE '____-__-__' OR ISDTC LIKE '____-__-__T%' OR ISDTC LIKE '____-__-__ %'
      )
      AND ISDTC >= '1000'
      AND SUBSTRING(ISDTC, 10, 1) BETWEEN '0' AND '9'
      THEN TRY_CAST(SUBSTRING(ISDTC, 1, 10) AS DATE)
    END,
    CASE
      WHEN NOT NULLIF(
        REGEXP_EXTRACT(
          UPPER(ISDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          2
        ),
        ''
      ) IS NULL
      AND NULLIF(
        REGEXP_EXTRACT(
          UPPER(ISDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          3
        ),
        ''
      ) IS NULL
      THEN LAST_DAY(
        TRY_CAST(NULLIF(
          REGEXP_EXTRACT(
            UPPER(ISDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
          ),
          ''
        ) || '-' || NULLIF(
          REGEXP_EXTRACT(
            UPPER(ISDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            2
          ),
          ''
        ) || '-01' AS DATE)
      )
      ELSE TRY_CAST(NULLIF(
        REGEXP_EXTRACT(
          UPPER(ISDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
        ),
        ''
      ) || '-' || COALESCE(
        NULLIF(
          REGEXP_EXTRACT(
            UPPER(ISDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            2
          ),
          ''
        ),
        '12'
      ) || '-' || COALESCE(
        NULLIF(
          REGEXP_EXTRACT(
            UPPER(ISDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            3
          ),
          ''
        ),
        '31'
      ) AS DATE)
    END
  ) AS ISDTC_LAST,
  CASE
    WHEN ISDTC LIKE '____-__-__ __:__%' OR ISDTC LIKE '____-__-__T__:__%'
    THEN CASE
      WHEN ISDTC RLIKE '^.{10}[T ]([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:[.,][0-9]+)?)?(?:Z|[+-][0-9:]+)?$'
      AND NOT (
        CASE
          WHEN (
            ISDTC LIKE '____-__-__' OR ISDTC LIKE '____-__-__T%' OR ISDTC LIKE '____-__-__ %'
          )
          AND ISDTC >= '1000'
          AND SUBSTRING(ISDTC, 10, 1) BETWEEN '0' AND '9'
          THEN TRY_CAST(SUBSTRING(ISDTC, 1, 10) AS DATE)
        END
      ) IS NULL
      THEN TRY_CAST(SUBSTRING(ISDTC, 1, 10) || ' ' || SUBSTRING(ISDTC, 12, 5) || CASE WHEN SUBSTRING(ISDTC, 17, 1) = ':' THEN SUBSTRING(ISDTC, 17, 3) ELSE ':00' END AS TIMESTAMP_NTZ)
    END
  END AS ISDTC_TIME,
  SRCFILE,
  SRCROW
FROM clean
WHERE
  NOT USUBJID IS NULL;

-- sdtm_lb
WITH clean AS (
  SELECT
    NULLIF(TRIM(`STUDYID`), '') AS STUDYID,
    NULLIF(TRIM(`DOMAIN`), '') AS DOMAIN,
    NULLIF(TRIM(`USUBJID`), '') AS USUBJID,
    COALESCE(TRY_CAST(NULLIF(TRIM(`LBSEQ`), '') AS BIGINT), `_ROW`) AS LBSEQ,
    NULLIF(TRIM(`LBTESTCD`), '') AS LBTESTCD,
    NULLIF(TRIM(`LBTEST`), '') AS LBTEST,
    NULLIF(TRIM(`LBCAT`), '') AS LBCAT,
    NULLIF(TRIM(`LBORRES`), '') AS LBORRES,
    NULLIF(TRIM(`LBORRESU`), '') AS LBORRESU,
    CAST(NULL AS STRING) AS LBORNRLO,
    CAST(NULL AS STRING) AS LBORNRHI,
    NULLIF(TRIM(`LBSTRESC`), '') AS LBSTRESC,
    TRY_CAST(NULLIF(TRIM(`LBSTRESN`), '') AS DECIMAL(18, 6)) AS LBSTRESN,
    NULLIF(TRIM(`LBSTRESU`), '') AS LBSTRESU,
    TRY_CAST(NULLIF(TRIM(`LBSTNRLO`), '') AS DECIMAL(18, 6)) AS LBSTNRLO,
    TRY_CAST(NULLIF(TRIM(`LBSTNRHI`), '') AS DECIMAL(18, 6)) AS LBSTNRHI,
    NULLIF(TRIM(`LBSTAT`), '') AS LBSTAT,
    NULLIF(TRIM(`LBREASND`), '') AS LBREASND,
    NULLIF(TRIM(`LBMETHOD`), '') AS LBMETHOD,
    NULLIF(TRIM(`LBSPEC`), '') AS LBSPEC,
    CAST(NULL AS STRING) AS LBTPT,
    NULLIF(TRIM(`LBDTC`), '') AS LBDTC,
    TRY_CAST(NULLIF(TRIM(`VISITNUM`), '') AS DECIMAL(18, 6)) AS VISITNUM,
    NULLIF(TRIM(`VISIT`), '') AS VISIT,
    CAST(NULL AS STRING) AS LBNRIND,
    CAST(NULL AS STRING) AS LBFAST,
    NULLIF(TRIM(`LBNAM`), '') AS LBNAM,
    `_FILE` AS SRCFILE,
    `_ROW` AS SRCROW
  FROM raw_lb
)
SELECT
  STUDYID,
  DOMAIN,
  USUBJID,
  LBSEQ,
  LBTESTCD,
  LBTEST,
  LBCAT,
  LBORRES,
  LBORRESU,
  LBORNRLO,
  LBORNRHI,
  LBSTRESC,
  LBSTRESN,
  LBSTRESU,
  LBSTNRLO,
  LBSTNRHI,
  LBSTAT,
  LBREASND,
  LBMETHOD,
  LBSPEC,
  LBTPT,
  LBDTC,
  VISITNUM,
  VISIT,
  LBNRIND,
  LBFAST,
  LBNAM,
  COALESCE(
    CASE
      WHEN (
        LBDTC LIKE '____-__-__' OR LBDTC LIKE '____-__-__T%' OR LBDTC LIKE '____-__-__ %'
      )
      AND LBDTC >= '1000'
      AND SUBSTRING(LBDTC, 10, 1) BETWEEN '0' AND '9'
      THEN TRY_CAST(SUBSTRING(LBDTC, 1, 10) AS DATE)
    END,
    TRY_CAST(NULLIF(
      REGEXP_EXTRACT(
        UPPER(LBDTC),
        '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
      ),
      ''
    ) || '-' || COALESCE(
      NULLIF(
        REGEXP_EXTRACT(
          UPPER(LBDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          2
        ),
        ''
      ),
      '01'
    ) || '-' || COALESCE(
      NULLIF(
        REGEXP_EXTRACT(
          UPPER(LBDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          3
        ),
        ''
      ),
      '01'
    ) AS DATE)
  ) AS LBDTC_FIRST,
  COALESCE(
    CASE
      WHEN (
        LBDTC LIKE '____-__-__' OR LBDTC LIKE '____-__-__T%' OR LBDTC LIKE '____-__-__ %'
      )
      AND LBDTC >= '1000'
      AND SUBSTRING(LBDTC, 10, 1) BETWEEN '0' AND '9'
      THEN TRY_CAST(SUBSTRING(LBDTC, 1, 10) AS DATE)
    END,
    CASE
      WHEN NOT NULLIF(
        REGEXP_EXTRACT(
          UPPER(LBDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          2
        ),
        ''
      ) IS NULL
      AND NULLIF(
        REGEXP_EXTRACT(
          UPPER(LBDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          3
        ),
        ''
      ) IS NULL
      THEN LAST_DAY(
        TRY_CAST(NULLIF(
          REGEXP_EXTRACT(
            UPPER(LBDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
          ),
          ''
        ) || '-' || NULLIF(
          REGEXP_EXTRACT(
            UPPER(LBDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            2
          ),
          ''
        ) || '-01' AS DATE)
      )
      ELSE TRY_CAST(NULLIF(
        REGEXP_EXTRACT(
          UPPER(LBDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
        ),
        ''
      ) || '-' || COALESCE(
        NULLIF(
          REGEXP_EXTRACT(
            UPPER(LBDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            2
          ),
          ''
        ),
        '12'
      ) || '-' || COALESCE(
        NULLIF(
          REGEXP_EXTRACT(
            UPPER(LBDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            3
          ),
          ''
        ),
        '31'
      ) AS DATE)
    END
  ) AS LBDTC_LAST,
  CASE
    WHEN LBDTC LIKE '____-__-__ __:__%' OR LBDTC LIKE '____-__-__T__:__%'
    THEN CASE
      WHEN LBDTC RLIKE '^.{10}[T ]([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:[.,][0-9]+)?)?(?:Z|[+-][0-9:]+)?$'
      AND NOT (
        CASE
          WHEN (
            LBDTC LIKE '____-__-__' OR LBDTC LIKE '____-__-__T%' OR LBDTC LIKE '____-__-__ %'
          )
          AND LBDTC >= '1000'
          AND SUBSTRING(LBDTC, 10, 1) BETWEEN '0' AND '9'
          THEN TRY_CAST(SUBSTRING(LBDTC, 1, 10) AS DATE)
        END
      ) IS NULL
      THEN TRY_CAST(SUBSTRING(LBDTC, 1, 10) || ' ' || SUBSTRING(LBDTC, 12, 5) || CASE WHEN SUBSTRING(LBDTC, 17, 1) = ':' THEN SUBSTRING(LBDTC, 17, 3) ELSE ':00' END AS TIMESTAMP_NTZ)
    END
  END AS LBDTC_TIME,
  SRCFILE,
  SRCROW
FROM clean
WHERE
  NOT USUBJID IS NULL;

-- sdtm_mh
WITH clean AS (
  SELECT
    NULLIF(TRIM(`STUDYID`), '') AS STUDYID,
    NULLIF(TRIM(`DOMAIN`), '') AS DOMAIN,
    NULLIF(TRIM(`USUBJID`), '') AS USUBJID,
    COALESCE(TRY_CAST(NULLIF(TRIM(`MHSEQ`), '') AS BIGINT), `_ROW`) AS MHSEQ,
    NULLIF(TRIM(`MHTERM`), '') AS MHTERM,
    NULLIF(TRIM(`MHDECOD`), '') AS MHDECOD,
    NULLIF(TRIM(`MHCAT`), '') AS MHCAT,
    CAST(NULL AS STRING) AS MHSCAT,
    CAST(NULL AS STRING) AS MHBODSYS,
    NULLIF(TRIM(`MHSTDTC`), '') AS MHSTDTC,
    CAST(NULL AS STRING) AS MHENDTC,
    NULLIF(TRIM(`MHENRF`), '') AS MHENRF,
    CAST(NULL AS STRING) AS MHDTC,
    `_FILE` AS SRCFILE,
    `_ROW` AS SRCROW
  FROM raw_mh
)
SELECT
  STUDYID,
  DOMAIN,
  USUBJID,
  MHSEQ,
  MHTERM,
  MHDECOD,
  MHCAT,
  MHSCAT,
  MHBODSYS,
  MHSTDTC,
  MHENDTC,
  MHENRF,
  MHDTC,
  COALESCE(
    CASE
      WHEN (
        MHSTDTC LIKE '____-__-__'
        OR MHSTDTC LIKE '____-__-__T%'
        OR MHSTDTC LIKE '____-__-__ %'
      )
      AND MHSTDTC >= '1000'
      AND SUBSTRING(MHSTDTC, 10, 1) BETWEEN '0' AND '9'
      THEN TRY_CAST(SUBSTRING(MHSTDTC, 1, 10) AS DATE)
    END,
    TRY_CAST(NULLIF(
      REGEXP_EXTRACT(
        UPPER(MHSTDTC),
        '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
      ),
      ''
    ) || '-' || COALESCE(
      NULLIF(
        REGEXP_EXTRACT(
          UPPER(MHSTDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          2
        ),
        ''
      ),
      '01'
    ) || '-' || COALESCE(
      NULLIF(
        REGEXP_EXTRACT(
          UPPER(MHSTDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          3
        ),
        ''
      ),
      '01'
    ) AS DATE)
  ) AS MHSTDTC_FIRST,
  COALESCE(
    CASE
      WHEN (
        MHSTDTC LIKE '____-__-__'
        OR MHSTDTC LIKE '____-__-__T%'
        OR MHSTDTC LIKE '____-__-__ %'
      )
      AND MHSTDTC >= '1000'
      AND SUBSTRING(MHSTDTC, 10, 1) BETWEEN '0' AND '9'
      THEN TRY_CAST(SUBSTRING(MHSTDTC, 1, 10) AS DATE)
    END,
    CASE
      WHEN NOT NULLIF(
        REGEXP_EXTRACT(
          UPPER(MHSTDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          2
        ),
        ''
      ) IS NULL
      AND NULLIF(
        REGEXP_EXTRACT(
          UPPER(MHSTDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          3
        ),
        ''
      ) IS NULL
      THEN LAST_DAY(
        TRY_CAST(NULLIF(
          REGEXP_EXTRACT(
            UPPER(MHSTDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
          ),
          ''
        ) || '-' || NULLIF(
          REGEXP_EXTRACT(
            UPPER(MHSTDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            2
          ),
          ''
        ) || '-01' AS DATE)
      )
      ELSE TRY_CAST(NULLIF(
        REGEXP_EXTRACT(
          UPPER(MHSTDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
        ),
        ''
      ) || '-' || COALESCE(
        NULLIF(
          REGEXP_EXTRACT(
            UPPER(MHSTDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            2
          ),
          ''
        ),
        '12'
      ) || '-' || COALESCE(
        NULLIF(
          REGEXP_EXTRACT(
            UPPER(MHSTDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            3
          ),
          ''
        ),
        '31'
      ) AS DATE)
    END
  ) AS MHSTDTC_LAST,
  CASE
    WHEN MHSTDTC LIKE '____-__-__ __:__%' OR MHSTDTC LIKE '____-__-__T__:__%'
    THEN CASE
      WHEN MHSTDTC RLIKE '^.{10}[T ]([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:[.,][0-9]+)?)?(?:Z|[+-][0-9:]+)?$'
      AND NOT (
        CASE
          WHEN (
            MHSTDTC LIKE '____-__-__'
            OR MHSTDTC LIKE '____-__-__T%'
            OR MHSTDTC LIKE '____-__-__ %'
          )
          AND MHSTDTC >= '1000'
          AND SUBSTRING(MHSTDTC, 10, 1) BETWEEN '0' AND '9'
          THEN TRY_CAST(SUBSTRING(MHSTDTC, 1, 10) AS DATE)
        END
      ) IS NULL
      THEN TRY_CAST(SUBSTRING(MHSTDTC, 1, 10) || ' ' || SUBSTRING(MHSTDTC, 12, 5) || CASE
        WHEN SUBSTRING(MHSTDTC, 17, 1) = ':'
        THEN SUBSTRING(MHSTDTC, 17, 3)
        ELSE ':00'
      END AS TIMESTAMP_NTZ)
    END
  END AS MHSTDTC_TIME,
  CAST(NULL AS DATE) AS MHENDTC_FIRST,
  CAST(NULL AS DATE) AS MHENDTC_LAST,
  CAST(NULL AS TIMESTAMP_NTZ) AS MHENDTC_TIME,
  CAST(NULL AS DATE) AS MHDTC_FIRST,
  CAST(NULL AS DATE) AS MHDTC_LAST,
  CAST(NULL AS TIMESTAMP_NTZ) AS MHDTC_TIME,
  SRCFILE,
  SRCROW
FROM clean
WHERE
  NOT USUBJID IS NULL;

-- sdtm_pr
WITH clean AS (
  SELECT
    NULLIF(TRIM(`STUDYID`), '') AS STUDYID,
    NULLIF(TRIM(`DOMAIN`), '') AS DOMAIN,
    NULLIF(TRIM(`USUBJID`), '') AS USUBJID,
    COALESCE(TRY_CAST(NULLIF(TRIM(`PRSEQ`), '') AS BIGINT), `_ROW`) AS PRSEQ,
    NULLIF(TRIM(`PRTRT`), '') AS PRTRT,
    NULLIF(TRIM(`PRDECOD`), '') AS PRDECOD,
    NULLIF(TRIM(`PRCAT`), '') AS PRCAT,
    NULLIF(TRIM(`PRINDC`), '') AS PRINDC,
    TRY_CAST(NULLIF(TRIM(`PRDOSE`), '') AS DECIMAL(18, 6)) AS PRDOSE,
    NULLIF(TRIM(`PRDOSU`), '') AS PRDOSU,
    CAST(NULL AS STRING) AS PRROUTE,
    CAST(NULL AS STRING) AS PROCCUR,
    NULLIF(TRIM(`PRSTDTC`), '') AS PRSTDTC,
    NULLIF(TRIM(`PRENDTC`), '') AS PRENDTC,
    CAST(NULL AS DECIMAL(18, 6)) AS VISITNUM,
    CAST(NULL AS STRING) AS VISIT,
    `_FILE` AS SRCFILE,
    `_ROW` AS SRCROW
  FROM raw_pr
)
SELECT
  STUDYID,
  DOMAIN,
  USUBJID,
  PRSEQ,
  PRTRT,
  PRDECOD,
  PRCAT,
  PRINDC,
  PRDOSE,
  PRDOSU,
  PRROUTE,
  PROCCUR,
  PRSTDTC,
  PRENDTC,
  VISITNUM,
  VISIT,
  COALESCE(
    CASE
      WHEN (
        PRSTDTC LIKE '____-__-__'
        OR PRSTDTC LIKE '____-__-__T%'
        OR PRSTDTC LIKE '____-__-__ %'
      )
      AND PRSTDTC >= '1000'
      AND SUBSTRING(PRSTDTC, 10, 1) BETWEEN '0' AND '9'
      THEN TRY_CAST(SUBSTRING(PRSTDTC, 1, 10) AS DATE)
    END,
    TRY_CAST(NULLIF(
      REGEXP_EXTRACT(
        UPPER(PRSTDTC),
        '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
      ),
      ''
    ) || '-' || COALESCE(
      NULLIF(
        REGEXP_EXTRACT(
          UPPER(PRSTDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          2
        ),
        ''
      ),
      '01'
    ) || '-' || COALESCE(
      NULLIF(
        REGEXP_EXTRACT(
          UPPER(PRSTDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          3
        ),
        ''
      ),
      '01'
    ) AS DATE)
  ) AS PRSTDTC_FIRST,
  COALESCE(
    CASE
      WHEN (
        PRSTDTC LIKE '____-__-__'
        OR PRSTDTC LIKE '____-__-__T%'
        OR PRSTDTC LIKE '____-__-__ %'
      )
      AND PRSTDTC >= '1000'
      AND SUBSTRING(PRSTDTC, 10, 1) BETWEEN '0' AND '9'
      THEN TRY_CAST(SUBSTRING(PRSTDTC, 1, 10) AS DATE)
    END,
    CASE
      WHEN NOT NULLIF(
        REGEXP_EXTRACT(
          UPPER(PRSTDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          2
        ),
        ''
      ) IS NULL
      AND NULLIF(
        REGEXP_EXTRACT(
          UPPER(PRSTDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          3
        ),
        ''
      ) IS NULL
      THEN LAST_DAY(
        TRY_CAST(NULLIF(
          REGEXP_EXTRACT(
            UPPER(PRSTDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
          ),
          ''
        ) || '-' || NULLIF(
          REGEXP_EXTRACT(
            UPPER(PRSTDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            2
          ),
          ''
        ) || '-01' AS DATE)
      )
      ELSE TRY_CAST(NULLIF(
        REGEXP_EXTRACT(
          UPPER(PRSTDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
        ),
        ''
      ) || '-' || COALESCE(
        NULLIF(
          REGEXP_EXTRACT(
            UPPER(PRSTDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            2
          ),
          ''
        ),
        '12'
      ) || '-' || COALESCE(
        NULLIF(
          REGEXP_EXTRACT(
            UPPER(PRSTDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            3
          ),
          ''
        ),
        '31'
      ) AS DATE)
    END
  ) AS PRSTDTC_LAST,
  CASE
    WHEN PRSTDTC LIKE '____-__-__ __:__%' OR PRSTDTC LIKE '____-__-__T__:__%'
    THEN CASE
      WHEN PRSTDTC RLIKE '^.{10}[T ]([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:[.,][0-9]+)?)?(?:Z|[+-][0-9:]+)?$'
      AND NOT (
        CASE
          WHEN (
            PRSTDTC LIKE '____-__-__'
            OR PRSTDTC LIKE '____-__-__T%'
            OR PRSTDTC LIKE '____-__-__ %'
          )
          AND PRSTDTC >= '1000'
          AND SUBSTRING(PRSTDTC, 10, 1) BETWEEN '0' AND '9'
          THEN TRY_CAST(SUBSTRING(PRSTDTC, 1, 10) AS DATE)
        END
      ) IS NULL
      THEN TRY_CAST(SUBSTRING(PRSTDTC, 1, 10) || ' ' || SUBSTRING(PRSTDTC, 12, 5) || CASE
        WHEN SUBSTRING(PRSTDTC, 17, 1) = ':'
        THEN SUBSTRING(PRSTDTC, 17, 3)
        ELSE ':00'
      END AS TIMESTAMP_NTZ)
    END
  END AS PRSTDTC_TIME,
  COALESCE(
    CASE
      WHEN (
        PRENDTC LIKE '____-__-__'
        OR PRENDTC LIKE '____-__-__T%'
        OR PRENDTC LIKE '____-__-__ %'
      )
      AND PRENDTC >= '1000'
      AND SUBSTRING(PRENDTC, 10, 1) BETWEEN '0' AND '9'
      THEN TRY_CAST(SUBSTRING(PRENDTC, 1, 10) AS DATE)
    END,
    TRY_CAST(NULLIF(
      REGEXP_EXTRACT(
        UPPER(PRENDTC),
        '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
      ),
      ''
    ) || '-' || COALESCE(
      NULLIF(
        REGEXP_EXTRACT(
          UPPER(PRENDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          2
        ),
        ''
      ),
      '01'
    ) || '-' || COALESCE(
      NULLIF(
        REGEXP_EXTRACT(
          UPPER(PRENDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          3
        ),
        ''
      ),
      '01'
    ) AS DATE)
  ) AS PRENDTC_FIRST,
  COALESCE(
    CASE
      WHEN (
        PRENDTC LIKE '____-__-__'
        OR PRENDTC LIKE '____-__-__T%'
        OR PRENDTC LIKE '____-__-__ %'
      )
      AND PRENDTC >= '1000'
      AND SUBSTRING(PRENDTC, 10, 1) BETWEEN '0' AND '9'
      THEN TRY_CAST(SUBSTRING(PRENDTC, 1, 10) AS DATE)
    END,
    CASE
      WHEN NOT NULLIF(
        REGEXP_EXTRACT(
          UPPER(PRENDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          2
        ),
        ''
      ) IS NULL
      AND NULLIF(
        REGEXP_EXTRACT(
          UPPER(PRENDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          3
        ),
        ''
      ) IS NULL
      THEN LAST_DAY(
        TRY_CAST(NULLIF(
          REGEXP_EXTRACT(
            UPPER(PRENDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
          ),
          ''
        ) || '-' || NULLIF(
          REGEXP_EXTRACT(
            UPPER(PRENDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            2
          ),
          ''
        ) || '-01' AS DATE)
      )
      ELSE TRY_CAST(NULLIF(
        REGEXP_EXTRACT(
          UPPER(PRENDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
        ),
        ''
      ) || '-' || COALESCE(
        NULLIF(
          REGEXP_EXTRACT(
            UPPER(PRENDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            2
          ),
          ''
        ),
        '12'
      ) || '-' || COALESCE(
        NULLIF(
          REGEXP_EXTRACT(
            UPPER(PRENDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            3
          ),
          ''
        ),
        '31'
      ) AS DATE)
    END
  ) AS PRENDTC_LAST,
  CASE
    WHEN PRENDTC LIKE '____-__-__ __:__%' OR PRENDTC LIKE '____-__-__T__:__%'
    THEN CASE
      WHEN PRENDTC RLIKE '^.{10}[T ]([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:[.,][0-9]+)?)?(?:Z|[+-][0-9:]+)?$'
      AND NOT (
        CASE
          WHEN (
            PRENDTC LIKE '____-__-__'
            OR PRENDTC LIKE '____-__-__T%'
            OR PRENDTC LIKE '____-__-__ %'
          )
          AND PRENDTC >= '1000'
          AND SUBSTRING(PRENDTC, 10, 1) BETWEEN '0' AND '9'
          THEN TRY_CAST(SUBSTRING(PRENDTC, 1, 10) AS DATE)
        END
      ) IS NULL
      THEN TRY_CAST(SUBSTRING(PRENDTC, 1, 10) || ' ' || SUBSTRING(PRENDTC, 12, 5) || CASE
        WHEN SUBSTRING(PRENDTC, 17, 1) = ':'
        THEN SUBSTRING(PRENDTC, 17, 3)
        ELSE ':00'
      END AS TIMESTAMP_NTZ)
    END
  END AS PRENDTC_TIME,
  SRCFILE,
  SRCROW
FROM clean
WHERE
  NOT USUBJID IS NULL;

-- sdtm_qs
WITH clean AS (
  SELECT
    NULLIF(TRIM(`STUDYID`), '') AS STUDYID,
    NULLIF(TRIM(`DOMAIN`), '') AS DOMAIN,
    NULLIF(TRIM(`USUBJID`), '') AS USUBJID,
    COALESCE(TRY_CAST(NULLIF(TRIM(`QSSEQ`), '') AS BIGINT), `_ROW`) AS QSSEQ,
    NULLIF(TRIM(`QSTESTCD`), '') AS QSTESTCD,
    NULLIF(TRIM(`QSTEST`), '') AS QSTEST,
    NULLIF(TRIM(`QSCAT`), '') AS QSCAT,
    NULLIF(TRIM(`QSORRES`), '') AS QSORRES,
    NULLIF(TRIM(`QSORRESU`), '') AS QSORRESU,
    CAST(NULL AS STRING) AS QSORNRLO,
    CAST(NULL AS STRING) AS QSORNRHI,
    NULLIF(TRIM(`QSSTRESC`), '') AS QSSTRESC,
    TRY_CAST(NULLIF(TRIM(`QSSTRESN`), '') AS DECIMAL(18, 6)) AS QSSTRESN,
    NULLIF(TRIM(`QSSTRESU`), '') AS QSSTRESU,
    CAST(NULL AS DECIMAL(18, 6)) AS QSSTNRLO,
    CAST(NULL AS DECIMAL(18, 6)) AS QSSTNRHI,
    NULLIF(TRIM(`QSSTAT`), '') AS QSSTAT,
    NULLIF(TRIM(`QSREASND`), '') AS QSREASND,
    CAST(NULL AS STRING) AS QSMETHOD,
    CAST(NULL AS STRING) AS QSSPEC,
    CAST(NULL AS STRING) AS QSTPT,
    NULLIF(TRIM(`QSDTC`), '') AS QSDTC,
    TRY_CAST(NULLIF(TRIM(`VISITNUM`), '') AS DECIMAL(18, 6)) AS VISITNUM,
    NULLIF(TRIM(`VISIT`), '') AS VISIT,
    `_FILE` AS SRCFILE,
    `_ROW` AS SRCROW
  FROM raw_qs
)
SELECT
  STUDYID,
  DOMAIN,
  USUBJID,
  QSSEQ,
  QSTESTCD,
  QSTEST,
  QSCAT,
  QSORRES,
  QSORRESU,
  QSORNRLO,
  QSORNRHI,
  QSSTRESC,
  QSSTRESN,
  QSSTRESU,
  QSSTNRLO,
  QSSTNRHI,
  QSSTAT,
  QSREASND,
  QSMETHOD,
  QSSPEC,
  QSTPT,
  QSDTC,
  VISITNUM,
  VISIT,
  COALESCE(
    CASE
      WHEN (
        QSDTC LIKE '____-__-__' OR QSDTC LIKE '____-__-__T%' OR QSDTC LIKE '____-__-__ %'
      )
      AND QSDTC >= '1000'
      AND SUBSTRING(QSDTC, 10, 1) BETWEEN '0' AND '9'
      THEN TRY_CAST(SUBSTRING(QSDTC, 1, 10) AS DATE)
    END,
    TRY_CAST(NULLIF(
      REGEXP_EXTRACT(
        UPPER(QSDTC),
        '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
      ),
      ''
    ) || '-' || COALESCE(
      NULLIF(
        REGEXP_EXTRACT(
          UPPER(QSDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          2
        ),
        ''
      ),
      '01'
    ) || '-' || COALESCE(
      NULLIF(
        REGEXP_EXTRACT(
          UPPER(QSDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          3
        ),
        ''
      ),
      '01'
    ) AS DATE)
  ) AS QSDTC_FIRST,
  COALESCE(
    CASE
      WHEN (
        QSDTC LIKE '____-__-__' OR QSDTC LIKE '____-__-__T%' OR QSDTC LIKE '____-__-__ %'
      )
      AND QSDTC >= '1000'
      AND SUBSTRING(QSDTC, 10, 1) BETWEEN '0' AND '9'
      THEN TRY_CAST(SUBSTRING(QSDTC, 1, 10) AS DATE)
    END,
    CASE
      WHEN NOT NULLIF(
        REGEXP_EXTRACT(
          UPPER(QSDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          2
        ),
        ''
      ) IS NULL
      AND NULLIF(
        REGEXP_EXTRACT(
          UPPER(QSDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          3
        ),
        ''
      ) IS NULL
      THEN LAST_DAY(
        TRY_CAST(NULLIF(
          REGEXP_EXTRACT(
            UPPER(QSDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
          ),
          ''
        ) || '-' || NULLIF(
          REGEXP_EXTRACT(
            UPPER(QSDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            2
          ),
          ''
        ) || '-01' AS DATE)
      )
      ELSE TRY_CAST(NULLIF(
        REGEXP_EXTRACT(
          UPPER(QSDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
        ),
        ''
      ) || '-' || COALESCE(
        NULLIF(
          REGEXP_EXTRACT(
            UPPER(QSDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            2
          ),
          ''
        ),
        '12'
      ) || '-' || COALESCE(
        NULLIF(
          REGEXP_EXTRACT(
            UPPER(QSDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            3
          ),
          ''
        ),
        '31'
      ) AS DATE)
    END
  ) AS QSDTC_LAST,
  CASE
    WHEN QSDTC LIKE '____-__-__ __:__%' OR QSDTC LIKE '____-__-__T__:__%'
    THEN CASE
      WHEN QSDTC RLIKE '^.{10}[T ]([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:[.,][0-9]+)?)?(?:Z|[+-][0-9:]+)?$'
      AND NOT (
        CASE
          WHEN (
            QSDTC LIKE '____-__-__' OR QSDTC LIKE '____-__-__T%' OR QSDTC LIKE '____-__-__ %'
          )
          AND QSDTC >= '1000'
          AND SUBSTRING(QSDTC, 10, 1) BETWEEN '0' AND '9'
          THEN TRY_CAST(SUBSTRING(QSDTC, 1, 10) AS DATE)
        END
      ) IS NULL
      THEN TRY_CAST(SUBSTRING(QSDTC, 1, 10) || ' ' || SUBSTRING(QSDTC, 12, 5) || CASE WHEN SUBSTRING(QSDTC, 17, 1) = ':' THEN SUBSTRING(QSDTC, 17, 3) ELSE ':00' END AS TIMESTAMP_NTZ)
    END
  END AS QSDTC_TIME,
  SRCFILE,
  SRCROW
FROM clean
WHERE
  NOT USUBJID IS NULL;

-- sdtm_re
WITH clean AS (
  SELECT
    NULLIF(TRIM(`STUDYID`), '') AS STUDYID,
    NULLIF(TRIM(`DOMAIN`), '') AS DOMAIN,
    NULLIF(TRIM(`USUBJID`), '') AS USUBJID,
    COALESCE(TRY_CAST(NULLIF(TRIM(`RESEQ`), '') AS BIGINT), `_ROW`) AS RESEQ,
    NULLIF(TRIM(`RETESTCD`), '') AS RETESTCD,
    NULLIF(TRIM(`RETEST`), '') AS RETEST,
    NULLIF(TRIM(`RECAT`), '') AS RECAT,
    NULLIF(TRIM(`REORRES`), '') AS REORRES,
    NULLIF(TRIM(`REORRESU`), '') AS REORRESU,
    CAST(NULL AS STRING) AS REORNRLO,
    CAST(NULL AS STRING) AS REORNRHI,
    NULLIF(TRIM(`RESTRESC`), '') AS RESTRESC,
    TRY_CAST(NULLIF(TRIM(`RESTRESN`), '') AS DECIMAL(18, 6)) AS RESTRESN,
    NULLIF(TRIM(`RESTRESU`), '') AS RESTRESU,
    CAST(NULL AS DECIMAL(18, 6)) AS RESTNRLO,
    CAST(NULL AS DECIMAL(18, 6)) AS RESTNRHI,
    CAST(NULL AS STRING) AS RESTAT,
    CAST(NULL AS STRING) AS REREASND,
    CAST(NULL AS STRING) AS REMETHOD,
    CAST(NULL AS STRING) AS RESPEC,
    CAST(NULL AS STRING) AS RETPT,
    NULLIF(TRIM(`REDTC`), '') AS REDTC,
    TRY_CAST(NULLIF(TRIM(`VISITNUM`), '') AS DECIMAL(18, 6)) AS VISITNUM,
    NULLIF(TRIM(`VISIT`), '') AS VISIT,
    `_FILE` AS SRCFILE,
    `_ROW` AS SRCROW
  FROM raw_re
)
SELECT
  STUDYID,
  DOMAIN,
  USUBJID,
  RESEQ,
  RETESTCD,
  RETEST,
  RECAT,
  REORRES,
  REORRESU,
  REORNRLO,
  REORNRHI,
  RESTRESC,
  RESTRESN,
  RESTRESU,
  RESTNRLO,
  RESTNRHI,
  RESTAT,
  REREASND,
  REMETHOD,
  RESPEC,
  RETPT,
  REDTC,
  VISITNUM,
  VISIT,
  COALESCE(
    CASE
      WHEN (
        REDTC LIKE '____-__-__' OR REDTC LIKE '____-__-__T%' OR REDTC LIKE '____-__-__ %'
      )
      AND REDTC >= '1000'
      AND SUBSTRING(REDTC, 10, 1) BETWEEN '0' AND '9'
      THEN TRY_CAST(SUBSTRING(REDTC, 1, 10) AS DATE)
    END,
    TRY_CAST(NULLIF(
      REGEXP_EXTRACT(
        UPPER(REDTC),
        '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
      ),
      ''
    ) || '-' || COALESCE(
      NULLIF(
        REGEXP_EXTRACT(
          UPPER(REDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          2
        ),
        ''
      ),
      '01'
    ) || '-' || COALESCE(
      NULLIF(
        REGEXP_EXTRACT(
          UPPER(REDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          3
        ),
        ''
      ),
      '01'
    ) AS DATE)
  ) AS REDTC_FIRST,
  COALESCE(
    CASE
      WHEN (
        REDTC LIKE '____-__-__' OR REDTC LIKE '____-__-__T%' OR REDTC LIKE '____-__-__ %'
      )
      AND REDTC >= '1000'
      AND SUBSTRING(REDTC, 10, 1) BETWEEN '0' AND '9'
      THEN TRY_CAST(SUBSTRING(REDTC, 1, 10) AS DATE)
    END,
    CASE
      WHEN NOT NULLIF(
        REGEXP_EXTRACT(
          UPPER(REDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          2
        ),
        ''
      ) IS NULL
      AND NULLIF(
        REGEXP_EXTRACT(
          UPPER(REDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          3
        ),
        ''
      ) IS NULL
      THEN LAST_DAY(
        TRY_CAST(NULLIF(
          REGEXP_EXTRACT(
            UPPER(REDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
          ),
          ''
        ) || '-' || NULLIF(
          REGEXP_EXTRACT(
            UPPER(REDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            2
          ),
          ''
        ) || '-01' AS DATE)
      )
      ELSE TRY_CAST(NULLIF(
        REGEXP_EXTRACT(
          UPPER(REDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
        ),
        ''
      ) || '-' || COALESCE(
        NULLIF(
          REGEXP_EXTRACT(
            UPPER(REDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            2
          ),
          ''
        ),
        '12'
      ) || '-' || COALESCE(
        NULLIF(
          REGEXP_EXTRACT(
            UPPER(REDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            3
          ),
          ''
        ),
        '31'
      ) AS DATE)
    END
  ) AS REDTC_LAST,
  CASE
    WHEN REDTC LIKE '____-__-__ __:__%' OR REDTC LIKE '____-__-__T__:__%'
    THEN CASE
      WHEN REDTC RLIKE '^.{10}[T ]([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:[.,][0-9]+)?)?(?:Z|[+-][0-9:]+)?$'
      AND NOT (
        CASE
          WHEN (
            REDTC LIKE '____-__-__' OR REDTC LIKE '____-__-__T%' OR REDTC LIKE '____-__-__ %'
          )
          AND REDTC >= '1000'
          AND SUBSTRING(REDTC, 10, 1) BETWEEN '0' AND '9'
          THEN TRY_CAST(SUBSTRING(REDTC, 1, 10) AS DATE)
        END
      ) IS NULL
      THEN TRY_CAST(SUBSTRING(REDTC, 1, 10) || ' ' || SUBSTRING(REDTC, 12, 5) || CASE WHEN SUBSTRING(REDTC, 17, 1) = ':' THEN SUBSTRING(REDTC, 17, 3) ELSE ':00' END AS TIMESTAMP_NTZ)
    END
  END AS REDTC_TIME,
  SRCFILE,
  SRCROW
FROM clean
WHERE
  NOT USUBJID IS NULL;

-- sdtm_vs
WITH clean AS (
  SELECT
    NULLIF(TRIM(`STUDYID`), '') AS STUDYID,
    NULLIF(TRIM(`DOMAIN`), '') AS DOMAIN,
    NULLIF(TRIM(`USUBJID`), '') AS USUBJID,
    COALESCE(TRY_CAST(NULLIF(TRIM(`VSSEQ`), '') AS BIGINT), `_ROW`) AS VSSEQ,
    NULLIF(TRIM(`VSTESTCD`), '') AS VSTESTCD,
    NULLIF(TRIM(`VSTEST`), '') AS VSTEST,
    NULLIF(TRIM(`VSCAT`), '') AS VSCAT,
    NULLIF(TRIM(`VSORRES`), '') AS VSORRES,
    NULLIF(TRIM(`VSORRESU`), '') AS VSORRESU,
    CAST(NULL AS STRING) AS VSORNRLO,
    CAST(NULL AS STRING) AS VSORNRHI,
    NULLIF(TRIM(`VSSTRESC`), '') AS VSSTRESC,
    TRY_CAST(NULLIF(TRIM(`VSSTRESN`), '') AS DECIMAL(18, 6)) AS VSSTRESN,
    NULLIF(TRIM(`VSSTRESU`), '') AS VSSTRESU,
    CAST(NULL AS DECIMAL(18, 6)) AS VSSTNRLO,
    CAST(NULL AS DECIMAL(18, 6)) AS VSSTNRHI,
    CAST(NULL AS STRING) AS VSSTAT,
    CAST(NULL AS STRING) AS VSREASND,
    CAST(NULL AS STRING) AS VSMETHOD,
    CAST(NULL AS STRING) AS VSSPEC,
    CAST(NULL AS STRING) AS VSTPT,
    NULLIF(TRIM(`VSDTC`), '') AS VSDTC,
    TRY_CAST(NULLIF(TRIM(`VISITNUM`), '') AS DECIMAL(18, 6)) AS VISITNUM,
    NULLIF(TRIM(`VISIT`), '') AS VISIT,
    CAST(NULL AS STRING) AS VSPOS,
    CAST(NULL AS STRING) AS VSLOC,
    `_FILE` AS SRCFILE,
    `_ROW` AS SRCROW
  FROM raw_vs
)
SELECT
  STUDYID,
  DOMAIN,
  USUBJID,
  VSSEQ,
  VSTESTCD,
  VSTEST,
  VSCAT,
  VSORRES,
  VSORRESU,
  VSORNRLO,
  VSORNRHI,
  VSSTRESC,
  VSSTRESN,
  VSSTRESU,
  VSSTNRLO,
  VSSTNRHI,
  VSSTAT,
  VSREASND,
  VSMETHOD,
  VSSPEC,
  VSTPT,
  VSDTC,
  VISITNUM,
  VISIT,
  VSPOS,
  VSLOC,
  COALESCE(
    CASE
      WHEN (
        VSDTC LIKE '____-__-__' OR VSDTC LIKE '____-__-__T%' OR VSDTC LIKE '____-__-__ %'
      )
      AND VSDTC >= '1000'
      AND SUBSTRING(VSDTC, 10, 1) BETWEEN '0' AND '9'
      THEN TRY_CAST(SUBSTRING(VSDTC, 1, 10) AS DATE)
    END,
    TRY_CAST(NULLIF(
      REGEXP_EXTRACT(
        UPPER(VSDTC),
        '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
      ),
      ''
    ) || '-' || COALESCE(
      NULLIF(
        REGEXP_EXTRACT(
          UPPER(VSDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          2
        ),
        ''
      ),
      '01'
    ) || '-' || COALESCE(
      NULLIF(
        REGEXP_EXTRACT(
          UPPER(VSDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          3
        ),
        ''
      ),
      '01'
    ) AS DATE)
  ) AS VSDTC_FIRST,
  COALESCE(
    CASE
      WHEN (
        VSDTC LIKE '____-__-__' OR VSDTC LIKE '____-__-__T%' OR VSDTC LIKE '____-__-__ %'
      )
      AND VSDTC >= '1000'
      AND SUBSTRING(VSDTC, 10, 1) BETWEEN '0' AND '9'
      THEN TRY_CAST(SUBSTRING(VSDTC, 1, 10) AS DATE)
    END,
    CASE
      WHEN NOT NULLIF(
        REGEXP_EXTRACT(
          UPPER(VSDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          2
        ),
        ''
      ) IS NULL
      AND NULLIF(
        REGEXP_EXTRACT(
          UPPER(VSDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
          3
        ),
        ''
      ) IS NULL
      THEN LAST_DAY(
        TRY_CAST(NULLIF(
          REGEXP_EXTRACT(
            UPPER(VSDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
          ),
          ''
        ) || '-' || NULLIF(
          REGEXP_EXTRACT(
            UPPER(VSDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            2
          ),
          ''
        ) || '-01' AS DATE)
      )
      ELSE TRY_CAST(NULLIF(
        REGEXP_EXTRACT(
          UPPER(VSDTC),
          '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$'
        ),
        ''
      ) || '-' || COALESCE(
        NULLIF(
          REGEXP_EXTRACT(
            UPPER(VSDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            2
          ),
          ''
        ),
        '12'
      ) || '-' || COALESCE(
        NULLIF(
          REGEXP_EXTRACT(
            UPPER(VSDTC),
            '^([1-9][0-9][0-9][0-9])(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX)(?:-(?:([0-9][0-9])|-|UNK|UN|NK|XX))?)?(?:[T ].*)?$',
            3
          ),
          ''
        ),
        '31'
      ) AS DATE)
    END
  ) AS VSDTC_LAST,
  CASE
    WHEN VSDTC LIKE '____-__-__ __:__%' OR VSDTC LIKE '____-__-__T__:__%'
    THEN CASE
      WHEN VSDTC RLIKE '^.{10}[T ]([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:[.,][0-9]+)?)?(?:Z|[+-][0-9:]+)?$'
      AND NOT (
        CASE
          WHEN (
            VSDTC LIKE '____-__-__' OR VSDTC LIKE '____-__-__T%' OR VSDTC LIKE '____-__-__ %'
          )
          AND VSDTC >= '1000'
          AND SUBSTRING(VSDTC, 10, 1) BETWEEN '0' AND '9'
          THEN TRY_CAST(SUBSTRING(VSDTC, 1, 10) AS DATE)
        END
      ) IS NULL
      THEN TRY_CAST(SUBSTRING(VSDTC, 1, 10) || ' ' || SUBSTRING(VSDTC, 12, 5) || CASE WHEN SUBSTRING(VSDTC, 17, 1) = ':' THEN SUBSTRING(VSDTC, 17, 3) ELSE ':00' END AS TIMESTAMP_NTZ)
    END
  END AS VSDTC_TIME,
  SRCFILE,
  SRCROW
FROM clean
WHERE
  NOT USUBJID IS NULL;

-- subject
WITH first_infusion AS (
  SELECT
    USUBJID,
    MIN(DAY0) AS INFUSION,
    COUNT(*) AS INFUSIONS
  FROM infusion
  GROUP BY
    USUBJID
), dose AS (
  SELECT
    USUBJID,
    CELLS,
    CELLS_UNIT
  FROM infusion
  WHERE
    APERIOD = 1
), exposed AS (
  SELECT
    USUBJID,
    MIN(EXSTDTC_FIRST) AS EXPOSED
  FROM sdtm_ex
  WHERE
    EXSTDTC_FIRST = EXSTDTC_LAST
  GROUP BY
    USUBJID
), asked AS (
  SELECT
    COUNT(*) AS FIRST_EXPOSURE
  FROM protocol_setting
  WHERE
    NAME = 'day0.rule' AND VALUE = 'first exposure'
), any_infusion AS (
  SELECT
    COUNT(*) AS INFUSED
  FROM infusion
), apheresis AS (
  SELECT
    p.USUBJID,
    MIN(p.PRSTDTC_FIRST) AS APHERESIS
  FROM sdtm_pr AS p
  WHERE
    p.PRSTDTC_FIRST = p.PRSTDTC_LAST
    AND UPPER(COALESCE(p.PRDECOD, p.PRTRT)) IN ('LEUKAPHERESIS', 'LEUCAPHERESIS', 'APHERESIS')
  GROUP BY
    p.USUBJID
), consent AS (
  SELECT
    USUBJID,
    MIN(DSSTDTC_FIRST) AS CONSENT
  FROM sdtm_ds
  WHERE
    DSSTDTC_FIRST = DSSTDTC_LAST AND UPPER(DSDECOD) LIKE '%CONSENT%OBTAINED%'
  GROUP BY
    USUBJID
), depletion AS (
  SELECT
    l.USUBJID,
    MIN(l.GIVEN) AS LYMPHODEPLETION
  FROM lymphodepletion AS l
  LEFT JOIN first_infusion AS f
    ON f.USUBJID = l.USUBJID
  WHERE
    f.INFUSION IS NULL OR l.GIVEN <= f.INFUSION
  GROUP BY
    l.USUBJID
)
SELECT
  d.STUDYID,
  d.USUBJID,
  d.SUBJID,
  g.DISEASE,
  d.AGE,
  d.SEX,
  d.RACE,
  d.COUNTRY,
  d.ARM,
  COALESCE(CASE WHEN d.RFICDTC_FIRST = d.RFICDTC_LAST THEN d.RFICDTC_FIRST END, c.CONSENT) AS CONSENT,
  a.APHERESIS,
  l.LYMPHODEPLETION,
  CASE
    WHEN k.FIRST_EXPOSURE > 0 OR n.INFUSED = 0
    THEN COALESCE(e.EXPOSED, d.RFXSTDTC_FIRST)
    ELSE f.INFUSION
  END AS DAY0,
  CASE
    WHEN k.FIRST_EXPOSURE > 0 OR n.INFUSED = 0
    THEN 'first exposure'
    ELSE 'first CAR T infusion'
  END AS DAY0_SOURCE,
  f.INFUSION,
  COALESCE(f.INFUSIONS, 0) AS INFUSIONS,
  o.CELLS,
  o.CELLS_UNIT,
  t.LAST_CONTACT,
  CASE WHEN d.DTHDTC_FIRST = d.DTHDTC_LAST THEN d.DTHDTC_FIRST END AS DEATH,
  u.DATA_CUT
FROM sdtm_dm AS d
LEFT JOIN protocol_patient AS g
  ON g.USUBJID = d.USUBJID
LEFT JOIN first_infusion AS f
  ON f.USUBJID = d.USUBJID
LEFT JOIN dose AS o
  ON o.USUBJID = d.USUBJID
LEFT JOIN exposed AS e
  ON e.USUBJID = d.USUBJID
LEFT JOIN apheresis AS a
  ON a.USUBJID = d.USUBJID
LEFT JOIN consent AS c
  ON c.USUBJID = d.USUBJID
LEFT JOIN depletion AS l
  ON l.USUBJID = d.USUBJID
LEFT JOIN last_contact AS t
  ON t.USUBJID = d.USUBJID
CROSS JOIN asked AS k
CROSS JOIN any_infusion AS n
CROSS JOIN data_cut AS u;

-- subject_attribute
SELECT
  s.USUBJID,
  s.AGE,
  LOWER(s.SEX) AS SEX,
  CASE WHEN s.AGE < 18 THEN 'juvenile' WHEN s.AGE >= 18 THEN 'adult' END AS POPULATN,
  b.HEIGHT,
  b.WEIGHT
FROM subject AS s
LEFT JOIN (
  SELECT
    r.USUBJID,
    MAX_BY(
      CASE
        WHEN r.TESTCD = 'HEIGHT'
        THEN CASE LOWER(r.UNIT)
          WHEN 'cm'
          THEN r.VALUE
          WHEN 'm'
          THEN r.VALUE * 100
          WHEN 'in'
          THEN r.VALUE * 2.54
        END
      END,
      CASE WHEN r.TESTCD = 'HEIGHT' THEN r.FIRST END
    ) AS HEIGHT,
    MAX_BY(
      CASE
        WHEN r.TESTCD = 'WEIGHT'
        THEN CASE LOWER(r.UNIT) WHEN 'kg' THEN r.VALUE WHEN 'lb' THEN r.VALUE * 0.45359237 END
      END,
      CASE WHEN r.TESTCD = 'WEIGHT' THEN r.FIRST END
    ) AS WEIGHT
  FROM recorded AS r
  JOIN subject AS u
    ON u.USUBJID = r.USUBJID
  WHERE
    r.DOMAIN = 'VS'
    AND r.TESTCD IN ('HEIGHT', 'WEIGHT')
    AND (
      u.DAY0 IS NULL OR r.FIRST <= u.DAY0
    )
  GROUP BY
    r.USUBJID
) AS b
  ON b.USUBJID = s.USUBJID;

-- time_to_drug_free
WITH since AS (
  SELECT
    d.USUBJID,
    d.ADT,
    s.INFUSION,
    d.GCFREE,
    d.ISFREE,
    d.BIOFREE,
    d.AMFREE,
    d.OFF,
    d.DRUGFREE,
    MIN(CASE WHEN d.GCFREE IS FALSE THEN d.ADT END) OVER (PARTITION BY d.USUBJID ORDER BY d.ADT DESC) AS GCFREE_END,
    MIN(CASE WHEN d.ISFREE IS FALSE THEN d.ADT END) OVER (PARTITION BY d.USUBJID ORDER BY d.ADT DESC) AS ISFREE_END,
    MIN(CASE WHEN d.BIOFREE IS FALSE THEN d.ADT END) OVER (PARTITION BY d.USUBJID ORDER BY d.ADT DESC) AS BIOFREE_END,
    MIN(CASE WHEN d.AMFREE IS FALSE THEN d.ADT END) OVER (PARTITION BY d.USUBJID ORDER BY d.ADT DESC) AS AMFREE_END,
    MIN(CASE WHEN d.OFF IS FALSE THEN d.ADT END) OVER (PARTITION BY d.USUBJID ORDER BY d.ADT DESC) AS OFF_END,
    MIN(CASE WHEN d.DRUGFREE IS FALSE THEN d.ADT END) OVER (PARTITION BY d.USUBJID ORDER BY d.ADT DESC) AS DRUGFREE_END
  FROM drug_day AS d
  JOIN subject AS s
    ON s.USUBJID = d.USUBJID
  WHERE
    d.ADT >= s.INFUSION
), first AS (
  SELECT
    USUBJID,
    INFUSION,
    MIN(
      CASE WHEN GCFREE AND (
        GCFREE_END IS NULL OR GCFREE_END > ADT + 28
      ) THEN ADT END
    ) AS GCFREE,
    MIN(
      CASE WHEN ISFREE AND (
        ISFREE_END IS NULL OR ISFREE_END > ADT + 28
      ) THEN ADT END
    ) AS ISFREE,
    MIN(
      CASE
        WHEN BIOFREE AND (
          BIOFREE_END IS NULL OR BIOFREE_END > ADT + 28
        )
        THEN ADT
      END
    ) AS BIOFREE,
    MIN(
      CASE WHEN AMFREE AND (
        AMFREE_END IS NULL OR AMFREE_END > ADT + 28
      ) THEN ADT END
    ) AS AMFREE,
    MIN(CASE WHEN OFF AND (
      OFF_END IS NULL OR OFF_END > ADT + 28
    ) THEN ADT END) AS OFF,
    MIN(
      CASE
        WHEN DRUGFREE AND (
          DRUGFREE_END IS NULL OR DRUGFREE_END > ADT + 28
        )
        THEN ADT
      END
    ) AS DRUGFREE
  FROM since
  GROUP BY
    USUBJID,
    INFUSION
), long AS (
  SELECT
    USUBJID,
    INFUSION,
    'GCFREE' AS LEVEL,
    GCFREE AS ADT
  FROM first
  WHERE
    NOT GCFREE IS NULL
  UNION ALL
  SELECT
    USUBJID,
    INFUSION,
    'ISFREE' AS LEVEL,
    ISFREE AS ADT
  FROM first
  WHERE
    NOT ISFREE IS NULL
  UNION ALL
  SELECT
    USUBJID,
    INFUSION,
    'BIOFREE' AS LEVEL,
    BIOFREE AS ADT
  FROM first
  WHERE
    NOT BIOFREE IS NULL
  UNION ALL
  SELECT
    USUBJID,
    INFUSION,
    'AMFREE' AS LEVEL,
    AMFREE AS ADT
  FROM first
  WHERE
    NOT AMFREE IS NULL
  UNION ALL
  SELECT
    USUBJID,
    INFUSION,
    'OFF' AS LEVEL,
    OFF AS ADT
  FROM first
  WHERE
    NOT OFF IS NULL
  UNION ALL
  SELECT
    USUBJID,
    INFUSION,
    'DRUGFREE' AS LEVEL,
    DRUGFREE AS ADT
  FROM first
  WHERE
    NOT DRUGFREE IS NULL
)
SELECT
  l.USUBJID,
  l.LEVEL,
  l.ADT,
  DATEDIFF(DAY, l.INFUSION, l.ADT) AS RDY,
  MAX(d.ADT) AS LAST_NOT_FREE
FROM long AS l
LEFT JOIN drug_day AS d
  ON d.USUBJID = l.USUBJID AND d.ADT < l.ADT AND d.ADT >= l.INFUSION
GROUP BY
  l.USUBJID,
  l.LEVEL,
  l.ADT,
  l.INFUSION;

-- trace
SELECT
  s.SRCID,
  u.DOMAIN,
  u.SEQ,
  i.ROLE,
  COALESCE(u.TEXT, CAST(u.VALUE AS STRING)) AS VALUE,
  u.UNIT,
  u.DTC
FROM used_1 AS u
JOIN item_role AS i
  ON i.NUMBER = 1 AND i.PLACE = u.PLACE
JOIN scored_row AS s
  ON s.USUBJID = u.USUBJID AND s.ADT = u.ADT AND s.PARAMCD = i.PARAMCD
UNION ALL
SELECT
  s.SRCID,
  u.DOMAIN,
  u.SEQ,
  i.ROLE,
  COALESCE(u.TEXT, CAST(u.VALUE AS STRING)) AS VALUE,
  u.UNIT,
  u.DTC
FROM used_2 AS u
JOIN item_role AS i
  ON i.NUMBER = 2 AND i.PLACE = u.PLACE
JOIN scored_row AS s
  ON s.USUBJID = u.USUBJID AND s.ADT = u.ADT AND s.PARAMCD = i.PARAMCD
UNION ALL
SELECT
  s.SRCID,
  u.DOMAIN,
  u.SEQ,
  i.ROLE,
  COALESCE(u.TEXT, CAST(u.VALUE AS STRING)) AS VALUE,
  u.UNIT,
  u.DTC
FROM used_3 AS u
JOIN item_role AS i
  ON i.NUMBER = 3 AND i.PLACE = u.PLACE
JOIN scored_row AS s
  ON s.USUBJID = u.USUBJID AND s.ADT = u.ADT AND s.PARAMCD = i.PARAMCD
UNION ALL
SELECT
  s.SRCID,
  u.DOMAIN,
  u.SEQ,
  i.ROLE,
  COALESCE(u.TEXT, CAST(u.VALUE AS STRING)) AS VALUE,
  u.UNIT,
  u.DTC
FROM used_4 AS u
JOIN item_role AS i
  ON i.NUMBER = 4 AND i.PLACE = u.PLACE
JOIN scored_row AS s
  ON s.USUBJID = u.USUBJID AND s.ADT = u.ADT AND s.PARAMCD = i.PARAMCD
UNION ALL
SELECT
  s.SRCID,
  u.DOMAIN,
  u.SEQ,
  i.ROLE,
  COALESCE(u.TEXT, CAST(u.VALUE AS STRING)) AS VALUE,
  u.UNIT,
  u.DTC
FROM used_5 AS u
JOIN item_role AS i
  ON i.NUMBER = 5 AND i.PLACE = u.PLACE
JOIN scored_row AS s
  ON s.USUBJID = u.USUBJID AND s.ADT = u.ADT AND s.PARAMCD = i.PARAMCD
UNION ALL
SELECT
  s.SRCID,
  u.DOMAIN,
  u.SEQ,
  i.ROLE,
  COALESCE(u.TEXT, CAST(u.VALUE AS STRING)) AS VALUE,
  u.UNIT,
  u.DTC
FROM used_6 AS u
JOIN item_role AS i
  ON i.NUMBER = 6 AND i.PLACE = u.PLACE
JOIN scored_row AS s
  ON s.USUBJID = u.USUBJID AND s.ADT = u.ADT AND s.PARAMCD = i.PARAMCD
UNION ALL
SELECT
  s.SRCID,
  u.DOMAIN,
  u.SEQ,
  i.ROLE,
  COALESCE(u.TEXT, CAST(u.VALUE AS STRING)) AS VALUE,
  u.UNIT,
  u.DTC
FROM used_7 AS u
JOIN item_role AS i
  ON i.NUMBER = 7 AND i.PLACE = u.PLACE
JOIN scored_row AS s
  ON s.USUBJID = u.USUBJID AND s.ADT = u.ADT AND s.PARAMCD = i.PARAMCD
UNION ALL
SELECT
  s.SRCID,
  u.DOMAIN,
  u.SEQ,
  i.ROLE,
  COALESCE(u.TEXT, CAST(u.VALUE AS STRING)) AS VALUE,
  u.UNIT,
  u.DTC
FROM used_8 AS u
JOIN item_role AS i
  ON i.NUMBER = 8 AND i.PLACE = u.PLACE
JOIN scored_row AS s
  ON s.USUBJID = u.USUBJID AND s.ADT = u.ADT AND s.PARAMCD = i.PARAMCD
UNION ALL
SELECT
  s.SRCID,
  u.DOMAIN,
  u.SEQ,
  i.ROLE,
  COALESCE(u.TEXT, CAST(u.VALUE AS STRING)) AS VALUE,
  u.UNIT,
  u.DTC
FROM used_9 AS u
JOIN item_role AS i
  ON i.NUMBER = 9 AND i.PLACE = u.PLACE
JOIN scored_row AS s
  ON s.USUBJID = u.USUBJID AND s.ADT = u.ADT AND s.PARAMCD = i.PARAMCD
UNION ALL
SELECT
  s.SRCID,
  u.DOMAIN,
  u.SEQ,
  i.ROLE,
  COALESCE(u.TEXT, CAST(u.VALUE AS STRING)) AS VALUE,
  u.UNIT,
  u.DTC
FROM used_10 AS u
JOIN item_role AS i
  ON i.NUMBER = 10 AND i.PLACE = u.PLACE
JOIN scored_row AS s
  ON s.USUBJID = u.USUBJID AND s.ADT = u.ADT AND s.PARAMCD = i.PARAMCD
UNION ALL
SELECT
  s.SRCID,
  u.DOMAIN,
  u.SEQ,
  i.ROLE,
  COALESCE(u.TEXT, CAST(u.VALUE AS STRING)) AS VALUE,
  u.UNIT,
  u.DTC
FROM used_11 AS u
JOIN item_role AS i
  ON i.NUMBER = 11 AND i.PLACE = u.PLACE
JOIN scored_row AS s
  ON s.USUBJID = u.USUBJID AND s.ADT = u.ADT AND s.PARAMCD = i.PARAMCD
UNION ALL
SELECT
  s.SRCID,
  u.DOMAIN,
  u.SEQ,
  i.ROLE,
  COALESCE(u.TEXT, CAST(u.VALUE AS STRING)) AS VALUE,
  u.UNIT,
  u.DTC
FROM used_12 AS u
JOIN item_role AS i
  ON i.NUMBER = 12 AND i.PLACE = u.PLACE
JOIN scored_row AS s
  ON s.USUBJID = u.USUBJID AND s.ADT = u.ADT AND s.PARAMCD = i.PARAMCD
UNION ALL
SELECT
  s.SRCID,
  u.DOMAIN,
  u.SEQ,
  i.ROLE,
  COALESCE(u.TEXT, CAST(u.VALUE AS STRING)) AS VALUE,
  u.UNIT,
  u.DTC
FROM used_13 AS u
JOIN item_role AS i
  ON i.NUMBER = 13 AND i.PLACE = u.PLACE
JOIN scored_row AS s
  ON s.USUBJID = u.USUBJID AND s.ADT = u.ADT AND s.PARAMCD = i.PARAMCD
UNION ALL
SELECT
  s.SRCID,
  u.DOMAIN,
  u.SEQ,
  i.ROLE,
  COALESCE(u.TEXT, CAST(u.VALUE AS STRING)) AS VALUE,
  u.UNIT,
  u.DTC
FROM used_14 AS u
JOIN item_role AS i
  ON i.NUMBER = 14 AND i.PLACE = u.PLACE
JOIN scored_row AS s
  ON s.USUBJID = u.USUBJID AND s.ADT = u.ADT AND s.PARAMCD = i.PARAMCD
UNION ALL
SELECT
  s.SRCID,
  d.DOMAIN,
  d.SEQ,
  i.ROLE,
  d.VALUE,
  d.UNIT,
  d.DTC
FROM used_1 AS u
JOIN item_role AS i
  ON i.NUMBER = 1 AND i.PLACE = u.PLACE
JOIN scored_row AS s
  ON s.USUBJID = u.USUBJID AND s.ADT = u.ADT AND s.PARAMCD = i.PARAMCD
JOIN used_medication AS d
  ON d.USUBJID = u.USUBJID AND d.ADT = u.ADT AND d.PARAMCD = u.TESTCD
WHERE
  u.DOMAIN = 'ADCM'
UNION ALL
SELECT
  s.SRCID,
  d.DOMAIN,
  d.SEQ,
  i.ROLE,
  d.VALUE,
  d.UNIT,
  d.DTC
FROM used_14 AS u
JOIN item_role AS i
  ON i.NUMBER = 14 AND i.PLACE = u.PLACE
JOIN scored_row AS s
  ON s.USUBJID = u.USUBJID AND s.ADT = u.ADT AND s.PARAMCD = i.PARAMCD
JOIN used_medication AS d
  ON d.USUBJID = u.USUBJID AND d.ADT = u.ADT AND d.PARAMCD = u.TESTCD
WHERE
  u.DOMAIN = 'ADCM'
UNION ALL
SELECT
  s.SRCID,
  u.DOMAIN,
  u.SEQ,
  u.ROLE,
  u.VALUE,
  u.UNIT,
  u.DTC
FROM used_medication AS u
JOIN scored_row AS s
  ON s.USUBJID = u.USUBJID
  AND s.ADT = u.ADT
  AND s.PARAMCD = u.PARAMCD
  AND s.ADTM IS NOT DISTINCT FROM u.ADTM;

-- unit_conversion
SELECT
  f.TESTCD,
  s.UNITKEY,
  f.FACTOR,
  f.SHIFT
FROM unit_factor AS f
JOIN unit_spelling AS s
  ON s.UNIT = f.UNIT;

-- used_1
SELECT
  USUBJID,
  ADT,
  PLACE,
  VALUE,
  TEXT,
  UNIT,
  DOMAIN,
  TESTCD,
  SEQ,
  DTC
FROM at_visit_1
WHERE
  NOT VALUE IS NULL OR NOT TEXT IS NULL
UNION ALL
SELECT
  USUBJID,
  ADT,
  PLACE,
  VALUE,
  TEXT,
  UNIT,
  DOMAIN,
  TESTCD,
  SEQ,
  DTC
FROM around_1
WHERE
  NOT VALUE IS NULL OR NOT TEXT IS NULL;

-- used_10
SELECT
  USUBJID,
  ADT,
  PLACE,
  VALUE,
  TEXT,
  UNIT,
  DOMAIN,
  TESTCD,
  SEQ,
  DTC
FROM at_visit_10
WHERE
  NOT VALUE IS NULL OR NOT TEXT IS NULL;

-- used_11
SELECT
  USUBJID,
  ADT,
  PLACE,
  VALUE,
  TEXT,
  UNIT,
  DOMAIN,
  TESTCD,
  SEQ,
  DTC
FROM at_visit_11
WHERE
  NOT VALUE IS NULL OR NOT TEXT IS NULL;

-- used_12
SELECT
  USUBJID,
  ADT,
  PLACE,
  VALUE,
  TEXT,
  UNIT,
  DOMAIN,
  TESTCD,
  SEQ,
  DTC
FROM at_visit_12
WHERE
  NOT VALUE IS NULL OR NOT TEXT IS NULL;

-- used_13
SELECT
  USUBJID,
  ADT,
  PLACE,
  VALUE,
  TEXT,
  UNIT,
  DOMAIN,
  TESTCD,
  SEQ,
  DTC
FROM at_visit_13
WHERE
  NOT VALUE IS NULL OR NOT TEXT IS NULL
UNION ALL
SELECT
  USUBJID,
  ADT,
  PLACE,
  VALUE,
  TEXT,
  UNIT,
  DOMAIN,
  TESTCD,
  SEQ,
  DTC
FROM around_13
WHERE
  NOT VALUE IS NULL OR NOT TEXT IS NULL
UNION ALL
SELECT
  USUBJID,
  ADT,
  PLACE,
  VALUE,
  TEXT,
  UNIT,
  DOMAIN,
  TESTCD,
  SEQ,
  DTC
FROM baseline_13
WHERE
  NOT VALUE IS NULL OR NOT TEXT IS NULL
UNION ALL
SELECT
  USUBJID,
  ADT,
  PLACE,
  VALUE,
  TEXT,
  UNIT,
  DOMAIN,
  TESTCD,
  SEQ,
  DTC
FROM attribute_13
WHERE
  NOT VALUE IS NULL OR NOT TEXT IS NULL;

-- used_14
SELECT
  USUBJID,
  ADT,
  PLACE,
  VALUE,
  TEXT,
  UNIT,
  DOMAIN,
  TESTCD,
  SEQ,
  DTC
FROM at_visit_14
WHERE
  NOT VALUE IS NULL OR NOT TEXT IS NULL
UNION ALL
SELECT
  USUBJID,
  ADT,
  PLACE,
  VALUE,
  TEXT,
  UNIT,
  DOMAIN,
  TESTCD,
  SEQ,
  DTC
FROM around_14
WHERE
  NOT VALUE IS NULL OR NOT TEXT IS NULL
UNION ALL
SELECT
  USUBJID,
  ADT,
  PLACE,
  VALUE,
  TEXT,
  UNIT,
  DOMAIN,
  TESTCD,
  SEQ,
  DTC
FROM baseline_14
WHERE
  NOT VALUE IS NULL OR NOT TEXT IS NULL
UNION ALL
SELECT
  USUBJID,
  ADT,
  PLACE,
  VALUE,
  TEXT,
  UNIT,
  DOMAIN,
  TESTCD,
  SEQ,
  DTC
FROM attribute_14
WHERE
  NOT VALUE IS NULL OR NOT TEXT IS NULL;

-- used_2
SELECT
  USUBJID,
  ADT,
  PLACE,
  VALUE,
  TEXT,
  UNIT,
  DOMAIN,
  TESTCD,
  SEQ,
  DTC
FROM at_visit_2
WHERE
  NOT VALUE IS NULL OR NOT TEXT IS NULL
UNION ALL
SELECT
  USUBJID,
  ADT,
  PLACE,
  VALUE,
  TEXT,
  UNIT,
  DOMAIN,
  TESTCD,
  SEQ,
  DTC
FROM around_2
WHERE
  NOT VALUE IS NULL OR NOT TEXT IS NULL
UNION ALL
SELECT
  USUBJID,
  ADT,
  PLACE,
  VALUE,
  TEXT,
  UNIT,
  DOMAIN,
  TESTCD,
  SEQ,
  DTC
FROM attribute_2
WHERE
  NOT VALUE IS NULL OR NOT TEXT IS NULL;

-- used_3
SELECT
  USUBJID,
  ADT,
  PLACE,
  VALUE,
  TEXT,
  UNIT,
  DOMAIN,
  TESTCD,
  SEQ,
  DTC
FROM at_visit_3
WHERE
  NOT VALUE IS NULL OR NOT TEXT IS NULL
UNION ALL
SELECT
  USUBJID,
  ADT,
  PLACE,
  VALUE,
  TEXT,
  UNIT,
  DOMAIN,
  TESTCD,
  SEQ,
  DTC
FROM around_3
WHERE
  NOT VALUE IS NULL OR NOT TEXT IS NULL;

-- used_4
SELECT
  USUBJID,
  ADT,
  PLACE,
  VALUE,
  TEXT,
  UNIT,
  DOMAIN,
  TESTCD,
  SEQ,
  DTC
FROM at_visit_4
WHERE
  NOT VALUE IS NULL OR NOT TEXT IS NULL;

-- used_5
SELECT
  USUBJID,
  ADT,
  PLACE,
  VALUE,
  TEXT,
  UNIT,
  DOMAIN,
  TESTCD,
  SEQ,
  DTC
FROM at_visit_5
WHERE
  NOT VALUE IS NULL OR NOT TEXT IS NULL;

-- used_6
SELECT
  USUBJID,
  ADT,
  PLACE,
  VALUE,
  TEXT,
  UNIT,
  DOMAIN,
  TESTCD,
  SEQ,
  DTC
FROM at_visit_6
WHERE
  NOT VALUE IS NULL OR NOT TEXT IS NULL
UNION ALL
SELECT
  USUBJID,
  ADT,
  PLACE,
  VALUE,
  TEXT,
  UNIT,
  DOMAIN,
  TESTCD,
  SEQ,
  DTC
FROM around_6
WHERE
  NOT VALUE IS NULL OR NOT TEXT IS NULL
UNION ALL
SELECT
  USUBJID,
  ADT,
  PLACE,
  VALUE,
  TEXT,
  UNIT,
  DOMAIN,
  TESTCD,
  SEQ,
  DTC
FROM baseline_6
WHERE
  NOT VALUE IS NULL OR NOT TEXT IS NULL
UNION ALL
SELECT
  USUBJID,
  ADT,
  PLACE,
  VALUE,
  TEXT,
  UNIT,
  DOMAIN,
  TESTCD,
  SEQ,
  DTC
FROM previous_6
WHERE
  NOT VALUE IS NULL OR NOT TEXT IS NULL;

-- used_7
SELECT
  USUBJID,
  ADT,
  PLACE,
  VALUE,
  TEXT,
  UNIT,
  DOMAIN,
  TESTCD,
  SEQ,
  DTC
FROM at_visit_7
WHERE
  NOT VALUE IS NULL OR NOT TEXT IS NULL
UNION ALL
SELECT
  USUBJID,
  ADT,
  PLACE,
  VALUE,
  TEXT,
  UNIT,
  DOMAIN,
  TESTCD,
  SEQ,
  DTC
FROM around_7
WHERE
  NOT VALUE IS NULL OR NOT TEXT IS NULL;

-- used_8
SELECT
  USUBJID,
  ADT,
  PLACE,
  VALUE,
  TEXT,
  UNIT,
  DOMAIN,
  TESTCD,
  SEQ,
  DTC
FROM at_visit_8
WHERE
  NOT VALUE IS NULL OR NOT TEXT IS NULL
UNION ALL
SELECT
  USUBJID,
  ADT,
  PLACE,
  VALUE,
  TEXT,
  UNIT,
  DOMAIN,
  TESTCD,
  SEQ,
  DTC
FROM baseline_8
WHERE
  NOT VALUE IS NULL OR NOT TEXT IS NULL;

-- used_9
SELECT
  USUBJID,
  ADT,
  PLACE,
  VALUE,
  TEXT,
  UNIT,
  DOMAIN,
  TESTCD,
  SEQ,
  DTC
FROM at_visit_9
WHERE
  NOT VALUE IS NULL OR NOT TEXT IS NULL
UNION ALL
SELECT
  USUBJID,
  ADT,
  PLACE,
  VALUE,
  TEXT,
  UNIT,
  DOMAIN,
  TESTCD,
  SEQ,
  DTC
FROM around_9
WHERE
  NOT VALUE IS NULL OR NOT TEXT IS NULL
UNION ALL
SELECT
  USUBJID,
  ADT,
  PLACE,
  VALUE,
  TEXT,
  UNIT,
  DOMAIN,
  TESTCD,
  SEQ,
  DTC
FROM baseline_9
WHERE
  NOT VALUE IS NULL OR NOT TEXT IS NULL;

-- used_medication
SELECT
  t.USUBJID,
  t.ADT,
  CAST(NULL AS TIMESTAMP_NTZ) AS ADTM,
  CASE t.PARAMCD
    WHEN 'STABLE'
    THEN 'ISSTABLE'
    WHEN 'STANDARD'
    THEN 'ISSTD'
    WHEN 'INVESTIGATIONAL'
    THEN 'INVESTIG'
    ELSE t.PARAMCD
  END AS PARAMCD,
  t.DOMAIN,
  t.SEQ,
  t.ROLE,
  CASE t.DOMAIN
    WHEN 'CM'
    THEN CONCAT_WS(
      ' ',
      c.CMTRT,
      CAST(CAST(c.CMDOSE AS DOUBLE) AS STRING),
      c.CMDOSU,
      c.CMDOSFRQ,
      CASE
        WHEN NOT c.CMENDTC IS NULL
        THEN CONCAT('until ', COALESCE(c.CMENDTC, ''))
        ELSE c.CMENRTPT
      END
    )
    WHEN 'EX'
    THEN CONCAT_WS(' ', x.EXTRT, CAST(CAST(x.EXDOSE AS DOUBLE) AS STRING), x.EXDOSU)
  END AS VALUE,
  CAST(NULL AS STRING) AS UNIT,
  COALESCE(c.CMSTDTC, x.EXSTDTC) AS DTC
FROM drug_trace AS t
LEFT JOIN sdtm_cm AS c
  ON t.DOMAIN = 'CM' AND c.USUBJID = t.USUBJID AND c.CMSEQ = t.SEQ
LEFT JOIN sdtm_ex AS x
  ON t.DOMAIN = 'EX' AND x.USUBJID = t.USUBJID AND x.EXSEQ = t.SEQ;

-- visit_1
SELECT
  USUBJID,
  ADT,
  CASE
    WHEN (
      ONES & 1
    ) <> 0 AND (
      ZEROS & 1
    ) = 0
    THEN 1
    WHEN (
      ZEROS & 1
    ) <> 0 AND (
      ONES & 1
    ) = 0
    THEN 0
  END AS seizure,
  CASE
    WHEN (
      ONES & 2
    ) <> 0 AND (
      ZEROS & 2
    ) = 0
    THEN 1
    WHEN (
      ZEROS & 2
    ) <> 0 AND (
      ONES & 2
    ) = 0
    THEN 0
  END AS psychosis,
  CASE
    WHEN (
      ONES & 4
    ) <> 0 AND (
      ZEROS & 4
    ) = 0
    THEN 1
    WHEN (
      ZEROS & 4
    ) <> 0 AND (
      ONES & 4
    ) = 0
    THEN 0
  END AS obs,
  CASE
    WHEN (
      ONES & 8
    ) <> 0 AND (
      ZEROS & 8
    ) = 0
    THEN 1
    WHEN (
      ZEROS & 8
    ) <> 0 AND (
      ONES & 8
    ) = 0
    THEN 0
  END AS visual,
  CASE
    WHEN (
      ONES & 16
    ) <> 0 AND (
      ZEROS & 16
    ) = 0
    THEN 1
    WHEN (
      ZEROS & 16
    ) <> 0 AND (
      ONES & 16
    ) = 0
    THEN 0
  END AS cranial,
  CASE
    WHEN (
      ONES & 32
    ) <> 0 AND (
      ZEROS & 32
    ) = 0
    THEN 1
    WHEN (
      ZEROS & 32
    ) <> 0 AND (
      ONES & 32
    ) = 0
    THEN 0
  END AS headache,
  CASE
    WHEN (
      ONES & 64
    ) <> 0 AND (
      ZEROS & 64
    ) = 0
    THEN 1
    WHEN (
      ZEROS & 64
    ) <> 0 AND (
      ONES & 64
    ) = 0
    THEN 0
  END AS cva,
  CASE
    WHEN (
      ONES & 128
    ) <> 0 AND (
      ZEROS & 128
    ) = 0
    THEN 1
    WHEN (
      ZEROS & 128
    ) <> 0 AND (
      ONES & 128
    ) = 0
    THEN 0
  END AS vasculitis,
  CASE
    WHEN (
      ONES & 256
    ) <> 0 AND (
      ZEROS & 256
    ) = 0
    THEN 1
    WHEN (
      ZEROS & 256
    ) <> 0 AND (
      ONES & 256
    ) = 0
    THEN 0
  END AS arthritis,
  CASE
    WHEN (
      ONES & 512
    ) <> 0 AND (
      ZEROS & 512
    ) = 0
    THEN 1
    WHEN (
      ZEROS & 512
    ) <> 0 AND (
      ONES & 512
    ) = 0
    THEN 0
  END AS myositis,
  CASE
    WHEN (
      ONES & 1024
    ) <> 0 AND (
      ZEROS & 1024
    ) = 0
    THEN 1
    WHEN (
      ZEROS & 1024
    ) <> 0 AND (
      ONES & 1024
    ) = 0
    THEN 0
  END AS casts,
  CASE
    WHEN (
      ONES & 2048
    ) <> 0 AND (
      ZEROS & 2048
    ) = 0
    THEN 1
    WHEN (
      ZEROS & 2048
    ) <> 0 AND (
      ONES & 2048
    ) = 0
    THEN 0
  END AS hematuria,
  CASE
    WHEN (
      ONES & 4096
    ) <> 0 AND (
      ZEROS & 4096
    ) = 0
    THEN 1
    WHEN (
      ZEROS & 4096
    ) <> 0 AND (
      ONES & 4096
    ) = 0
    THEN 0
  END AS proteinuria,
  CASE
    WHEN (
      ONES & 8192
    ) <> 0 AND (
      ZEROS & 8192
    ) = 0
    THEN 1
    WHEN (
      ZEROS & 8192
    ) <> 0 AND (
      ONES & 8192
    ) = 0
    THEN 0
  END AS pyuria,
  CASE
    WHEN (
      ONES & 16384
    ) <> 0 AND (
      ZEROS & 16384
    ) = 0
    THEN 1
    WHEN (
      ZEROS & 16384
    ) <> 0 AND (
      ONES & 16384
    ) = 0
    THEN 0
  END AS rash,
  CASE
    WHEN (
      ONES & 32768
    ) <> 0 AND (
      ZEROS & 32768
    ) = 0
    THEN 1
    WHEN (
      ZEROS & 32768
    ) <> 0 AND (
      ONES & 32768
    ) = 0
    THEN 0
  END AS alopecia,
  CASE
    WHEN (
      ONES & 65536
    ) <> 0 AND (
      ZEROS & 65536
    ) = 0
    THEN 1
    WHEN (
      ZEROS & 65536
    ) <> 0 AND (
      ONES & 65536
    ) = 0
    THEN 0
  END AS ulcers,
  CASE
    WHEN (
      ONES & 131072
    ) <> 0 AND (
      ZEROS & 131072
    ) = 0
    THEN 1
    WHEN (
      ZEROS & 131072
    ) <> 0 AND (
      ONES & 131072
    ) = 0
    THEN 0
  END AS pleurisy,
  CASE
    WHEN (
      ONES & 262144
    ) <> 0 AND (
      ZEROS & 262144
    ) = 0
    THEN 1
    WHEN (
      ZEROS & 262144
    ) <> 0 AND (
      ONES & 262144
    ) = 0
    THEN 0
  END AS pericarditis,
  CASE
    WHEN (
      ONES & 524288
    ) <> 0 AND (
      ZEROS & 524288
    ) = 0
    THEN 1
    WHEN (
      ZEROS & 524288
    ) <> 0 AND (
      ONES & 524288
    ) = 0
    THEN 0
  END AS lowcomp,
  CASE
    WHEN (
      ONES & 1048576
    ) <> 0 AND (
      ZEROS & 1048576
    ) = 0
    THEN 1
    WHEN (
      ZEROS & 1048576
    ) <> 0 AND (
      ONES & 1048576
    ) = 0
    THEN 0
  END AS dsdna,
  CASE
    WHEN (
      ONES & 2097152
    ) <> 0 AND (
      ZEROS & 2097152
    ) = 0
    THEN 1
    WHEN (
      ZEROS & 2097152
    ) <> 0 AND (
      ONES & 2097152
    ) = 0
    THEN 0
  END AS fever,
  CASE
    WHEN (
      ONES & 4194304
    ) <> 0 AND (
      ZEROS & 4194304
    ) = 0
    THEN 1
    WHEN (
      ZEROS & 4194304
    ) <> 0 AND (
      ONES & 4194304
    ) = 0
    THEN 0
  END AS thrombo,
  CASE
    WHEN (
      ONES & 8388608
    ) <> 0 AND (
      ZEROS & 8388608
    ) = 0
    THEN 1
    WHEN (
      ZEROS & 8388608
    ) <> 0 AND (
      ONES & 8388608
    ) = 0
    THEN 0
  END AS leuko
FROM (
  SELECT
    USUBJID,
    ADT,
    COALESCE(BIT_OR(CASE WHEN VALUE = 1 THEN BIT END), 0) AS ONES,
    COALESCE(BIT_OR(CASE WHEN VALUE = 0 THEN BIT END), 0) AS ZEROS
  FROM at_visit_1
  GROUP BY
    USUBJID,
    ADT
) AS folded
WHERE
  ONES + ZEROS <> 0;

-- visit_10
SELECT
  USUBJID,
  ADT,
  pga
FROM (
  SELECT
    USUBJID,
    ADT,
    CASE
      WHEN MIN(CASE WHEN PLACE = 1 THEN CASE WHEN VALUE >= 0 AND VALUE <= 3 THEN VALUE END END) = MAX(CASE WHEN PLACE = 1 THEN CASE WHEN VALUE >= 0 AND VALUE <= 3 THEN VALUE END END)
      THEN MAX(CASE WHEN PLACE = 1 THEN CASE WHEN VALUE >= 0 AND VALUE <= 3 THEN VALUE END END)
    END AS pga
  FROM at_visit_10
  GROUP BY
    USUBJID,
    ADT
) AS folded
WHERE
  NOT pga IS NULL;

-- visit_11
SELECT
  USUBJID,
  ADT,
  phga
FROM (
  SELECT
    USUBJID,
    ADT,
    CASE
      WHEN MIN(CASE WHEN PLACE = 1 THEN CASE WHEN VALUE >= 0 AND VALUE <= 10 THEN VALUE END END) = MAX(CASE WHEN PLACE = 1 THEN CASE WHEN VALUE >= 0 AND VALUE <= 10 THEN VALUE END END)
      THEN MAX(CASE WHEN PLACE = 1 THEN CASE WHEN VALUE >= 0 AND VALUE <= 10 THEN VALUE END END)
    END AS phga
  FROM at_visit_11
  GROUP BY
    USUBJID,
    ADT
) AS folded
WHERE
  NOT phga IS NULL;

-- visit_12
SELECT
  USUBJID,
  ADT,
  ptga
FROM (
  SELECT
    USUBJID,
    ADT,
    CASE
      WHEN MIN(CASE WHEN PLACE = 1 THEN CASE WHEN VALUE >= 0 AND VALUE <= 10 THEN VALUE END END) = MAX(CASE WHEN PLACE = 1 THEN CASE WHEN VALUE >= 0 AND VALUE <= 10 THEN VALUE END END)
      THEN MAX(CASE WHEN PLACE = 1 THEN CASE WHEN VALUE >= 0 AND VALUE <= 10 THEN VALUE END END)
    END AS ptga
  FROM at_visit_12
  GROUP BY
    USUBJID,
    ADT
) AS folded
WHERE
  NOT ptga IS NULL;

-- visit_13
SELECT
  USUBJID,
  ADT,
  phga,
  ptga,
  mmt,
  haq,
  exm
FROM (
  SELECT
    USUBJID,
    ADT,
    CASE
      WHEN MIN(CASE WHEN PLACE = 3 THEN CASE WHEN VALUE >= 0 AND VALUE <= 10 THEN VALUE END END) = MAX(CASE WHEN PLACE = 3 THEN CASE WHEN VALUE >= 0 AND VALUE <= 10 THEN VALUE END END)
      THEN MAX(CASE WHEN PLACE = 3 THEN CASE WHEN VALUE >= 0 AND VALUE <= 10 THEN VALUE END END)
    END AS phga,
    CASE
      WHEN MIN(CASE WHEN PLACE = 5 THEN CASE WHEN VALUE >= 0 AND VALUE <= 10 THEN VALUE END END) = MAX(CASE WHEN PLACE = 5 THEN CASE WHEN VALUE >= 0 AND VALUE <= 10 THEN VALUE END END)
      THEN MAX(CASE WHEN PLACE = 5 THEN CASE WHEN VALUE >= 0 AND VALUE <= 10 THEN VALUE END END)
    END AS ptga,
    CASE
      WHEN MIN(
        CASE WHEN PLACE = 7 THEN CASE WHEN VALUE >= 0 AND VALUE <= 260 THEN VALUE END END
      ) = MAX(
        CASE WHEN PLACE = 7 THEN CASE WHEN VALUE >= 0 AND VALUE <= 260 THEN VALUE END END
      )
      THEN MAX(
        CASE WHEN PLACE = 7 THEN CASE WHEN VALUE >= 0 AND VALUE <= 260 THEN VALUE END END
      )
    END AS mmt,
    CASE
      WHEN MIN(CASE WHEN PLACE = 10 THEN CASE WHEN VALUE >= 0 AND VALUE <= 3 THEN VALUE END END) = MAX(CASE WHEN PLACE = 10 THEN CASE WHEN VALUE >= 0 AND VALUE <= 3 THEN VALUE END END)
      THEN MAX(CASE WHEN PLACE = 10 THEN CASE WHEN VALUE >= 0 AND VALUE <= 3 THEN VALUE END END)
    END AS haq,
    CASE
      WHEN MIN(
        CASE WHEN PLACE = 16 THEN CASE WHEN VALUE >= 0 AND VALUE <= 10 THEN VALUE END END
      ) = MAX(
        CASE WHEN PLACE = 16 THEN CASE WHEN VALUE >= 0 AND VALUE <= 10 THEN VALUE END END
      )
      THEN MAX(
        CASE WHEN PLACE = 16 THEN CASE WHEN VALUE >= 0 AND VALUE <= 10 THEN VALUE END END
      )
    END AS exm
  FROM at_visit_13
  GROUP BY
    USUBJID,
    ADT
) AS folded
WHERE
  NOT phga IS NULL
  OR NOT ptga IS NULL
  OR NOT mmt IS NULL
  OR NOT haq IS NULL
  OR NOT exm IS NULL;

-- visit_14
SELECT
  USUBJID,
  ADT,
  upcr
FROM (
  SELECT
    USUBJID,
    ADT,
    CASE
      WHEN MIN(
        CASE
          WHEN PLACE = 1
          THEN CASE
            WHEN CAST(CASE LOWER(REPLACE(TRIM(UNIT), ' ', ''))
              WHEN 'g/g'
              THEN VALUE * 1
              WHEN 'mg/mg'
              THEN VALUE * 1
              WHEN 'mg/g'
              THEN VALUE * 0.001
              WHEN 'mg/mmol'
              THEN VALUE * 0.00884017
            END AS DECIMAL(18, 6)) >= 0
            AND CAST(CASE LOWER(REPLACE(TRIM(UNIT), ' ', ''))
              WHEN 'g/g'
              THEN VALUE * 1
              WHEN 'mg/mg'
              THEN VALUE * 1
              WHEN 'mg/g'
              THEN VALUE * 0.001
              WHEN 'mg/mmol'
              THEN VALUE * 0.00884017
            END AS DECIMAL(18, 6)) <= 100
            THEN CAST(CASE LOWER(REPLACE(TRIM(UNIT), ' ', ''))
              WHEN 'g/g'
              THEN VALUE * 1
              WHEN 'mg/mg'
              THEN VALUE * 1
              WHEN 'mg/g'
              THEN VALUE * 0.001
              WHEN 'mg/mmol'
              THEN VALUE * 0.00884017
            END AS DECIMAL(18, 6))
          END
        END
      ) = MAX(
        CASE
          WHEN PLACE = 1
          THEN CASE
            WHEN CAST(CASE LOWER(REPLACE(TRIM(UNIT), ' ', ''))
              WHEN 'g/g'
              THEN VALUE * 1
              WHEN 'mg/mg'
              THEN VALUE * 1
              WHEN 'mg/g'
              THEN VALUE * 0.001
              WHEN 'mg/mmol'
              THEN VALUE * 0.00884017
            END AS DECIMAL(18, 6)) >= 0
            AND CAST(CASE LOWER(REPLACE(TRIM(UNIT), ' ', ''))
              WHEN 'g/g'
              THEN VALUE * 1
              WHEN 'mg/mg'
              THEN VALUE * 1
              WHEN 'mg/g'
              THEN VALUE * 0.001
              WHEN 'mg/mmol'
              THEN VALUE * 0.00884017
            END AS DECIMAL(18, 6)) <= 100
            THEN CAST(CASE LOWER(REPLACE(TRIM(UNIT), ' ', ''))
              WHEN 'g/g'
              THEN VALUE * 1
              WHEN 'mg/mg'
              THEN VALUE * 1
              WHEN 'mg/g'
              THEN VALUE * 0.001
              WHEN 'mg/mmol'
              THEN VALUE * 0.00884017
            END AS DECIMAL(18, 6))
          END
        END
      )
      THEN MAX(
        CASE
          WHEN PLACE = 1
          THEN CASE
            WHEN CAST(CASE LOWER(REPLACE(TRIM(UNIT), ' ', ''))
              WHEN 'g/g'
              THEN VALUE * 1
              WHEN 'mg/mg'
              THEN VALUE * 1
              WHEN 'mg/g'
              THEN VALUE * 0.001
              WHEN 'mg/mmol'
              THEN VALUE * 0.00884017
            END AS DECIMAL(18, 6)) >= 0
            AND CAST(CASE LOWER(REPLACE(TRIM(UNIT), ' ', ''))
              WHEN 'g/g'
              THEN VALUE * 1
              WHEN 'mg/mg'
              THEN VALUE * 1
              WHEN 'mg/g'
              THEN VALUE * 0.001
              WHEN 'mg/mmol'
              THEN VALUE * 0.00884017
            END AS DECIMAL(18, 6)) <= 100
            THEN CAST(CASE LOWER(REPLACE(TRIM(UNIT), ' ', ''))
              WHEN 'g/g'
              THEN VALUE * 1
              WHEN 'mg/mg'
              THEN VALUE * 1
              WHEN 'mg/g'
              THEN VALUE * 0.001
              WHEN 'mg/mmol'
              THEN VALUE * 0.00884017
            END AS DECIMAL(18, 6))
          END
        END
      )
    END AS upcr
  FROM at_visit_14
  GROUP BY
    USUBJID,
    ADT
) AS folded
WHERE
  NOT upcr IS NULL;

-- visit_2
SELECT
  USUBJID,
  ADT,
  creatinine
FROM (
  SELECT
    USUBJID,
    ADT,
    CASE
      WHEN MIN(
        CASE
          WHEN PLACE = 1
          THEN CASE
            WHEN CAST(CASE LOWER(REPLACE(TRIM(UNIT), ' ', ''))
              WHEN 'mg/dl'
              THEN VALUE * 1
              WHEN 'umol/l'
              THEN VALUE * 0.01131222
            END AS DECIMAL(18, 6)) >= 0.01
            AND CAST(CASE LOWER(REPLACE(TRIM(UNIT), ' ', ''))
              WHEN 'mg/dl'
              THEN VALUE * 1
              WHEN 'umol/l'
              THEN VALUE * 0.01131222
            END AS DECIMAL(18, 6)) <= 30
            THEN CAST(CASE LOWER(REPLACE(TRIM(UNIT), ' ', ''))
              WHEN 'mg/dl'
              THEN VALUE * 1
              WHEN 'umol/l'
              THEN VALUE * 0.01131222
            END AS DECIMAL(18, 6))
          END
        END
      ) = MAX(
        CASE
          WHEN PLACE = 1
          THEN CASE
            WHEN CAST(CASE LOWER(REPLACE(TRIM(UNIT), ' ', ''))
              WHEN 'mg/dl'
              THEN VALUE * 1
              WHEN 'umol/l'
              THEN VALUE * 0.01131222
            END AS DECIMAL(18, 6)) >= 0.01
            AND CAST(CASE LOWER(REPLACE(TRIM(UNIT), ' ', ''))
              WHEN 'mg/dl'
              THEN VALUE * 1
              WHEN 'umol/l'
              THEN VALUE * 0.01131222
            END AS DECIMAL(18, 6)) <= 30
            THEN CAST(CASE LOWER(REPLACE(TRIM(UNIT), ' ', ''))
              WHEN 'mg/dl'
              THEN VALUE * 1
              WHEN 'umol/l'
              THEN VALUE * 0.01131222
            END AS DECIMAL(18, 6))
          END
        END
      )
      THEN MAX(
        CASE
          WHEN PLACE = 1
          THEN CASE
            WHEN CAST(CASE LOWER(REPLACE(TRIM(UNIT), ' ', ''))
              WHEN 'mg/dl'
              THEN VALUE * 1
              WHEN 'umol/l'
              THEN VALUE * 0.01131222
            END AS DECIMAL(18, 6)) >= 0.01
            AND CAST(CASE LOWER(REPLACE(TRIM(UNIT), ' ', ''))
              WHEN 'mg/dl'
              THEN VALUE * 1
              WHEN 'umol/l'
              THEN VALUE * 0.01131222
            END AS DECIMAL(18, 6)) <= 30
            THEN CAST(CASE LOWER(REPLACE(TRIM(UNIT), ' ', ''))
              WHEN 'mg/dl'
              THEN VALUE * 1
              WHEN 'umol/l'
              THEN VALUE * 0.01131222
            END AS DECIMAL(18, 6))
          END
        END
      )
    END AS creatinine
  FROM at_visit_2
  GROUP BY
    USUBJID,
    ADT
) AS folded
WHERE
  NOT creatinine IS NULL;

-- visit_3
SELECT
  USUBJID,
  ADT,
  CASE
    WHEN (
      ONES & 1
    ) <> 0 AND (
      ZEROS & 1
    ) = 0
    THEN 1
    WHEN (
      ZEROS & 1
    ) <> 0 AND (
      ONES & 1
    ) = 0
    THEN 0
  END AS delta_skin,
  CASE
    WHEN (
      ONES & 2
    ) <> 0 AND (
      ZEROS & 2
    ) = 0
    THEN 1
    WHEN (
      ZEROS & 2
    ) <> 0 AND (
      ONES & 2
    ) = 0
    THEN 0
  END AS digital_ulcers,
  CASE
    WHEN (
      ONES & 4
    ) <> 0 AND (
      ZEROS & 4
    ) = 0
    THEN 1
    WHEN (
      ZEROS & 4
    ) <> 0 AND (
      ONES & 4
    ) = 0
    THEN 0
  END AS friction_rubs,
  mrss
FROM (
  SELECT
    USUBJID,
    ADT,
    COALESCE(BIT_OR(CASE WHEN VALUE = 1 THEN BIT END), 0) AS ONES,
    COALESCE(BIT_OR(CASE WHEN VALUE = 0 THEN BIT END), 0) AS ZEROS,
    CASE
      WHEN MIN(CASE WHEN PLACE = 4 THEN CASE WHEN VALUE >= 0 AND VALUE <= 51 THEN VALUE END END) = MAX(CASE WHEN PLACE = 4 THEN CASE WHEN VALUE >= 0 AND VALUE <= 51 THEN VALUE END END)
      THEN MAX(CASE WHEN PLACE = 4 THEN CASE WHEN VALUE >= 0 AND VALUE <= 51 THEN VALUE END END)
    END AS mrss
  FROM at_visit_3
  GROUP BY
    USUBJID,
    ADT
) AS folded
WHERE
  ONES + ZEROS <> 0 OR NOT mrss IS NULL;

-- visit_4
SELECT
  USUBJID,
  ADT,
  exm
FROM (
  SELECT
    USUBJID,
    ADT,
    CASE
      WHEN MIN(CASE WHEN PLACE = 1 THEN CASE WHEN VALUE >= 0 AND VALUE <= 10 THEN VALUE END END) = MAX(CASE WHEN PLACE = 1 THEN CASE WHEN VALUE >= 0 AND VALUE <= 10 THEN VALUE END END)
      THEN MAX(CASE WHEN PLACE = 1 THEN CASE WHEN VALUE >= 0 AND VALUE <= 10 THEN VALUE END END)
    END AS exm
  FROM at_visit_4
  GROUP BY
    USUBJID,
    ADT
) AS folded
WHERE
  NOT exm IS NULL;

-- visit_5
SELECT
  USUBJID,
  ADT,
  haq
FROM (
  SELECT
    USUBJID,
    ADT,
    CASE
      WHEN MIN(CASE WHEN PLACE = 1 THEN CASE WHEN VALUE >= 0 AND VALUE <= 3 THEN VALUE END END) = MAX(CASE WHEN PLACE = 1 THEN CASE WHEN VALUE >= 0 AND VALUE <= 3 THEN VALUE END END)
      THEN MAX(CASE WHEN PLACE = 1 THEN CASE WHEN VALUE >= 0 AND VALUE <= 3 THEN VALUE END END)
    END AS haq
  FROM at_visit_5
  GROUP BY
    USUBJID,
    ADT
) AS folded
WHERE
  NOT haq IS NULL;

-- visit_6
SELECT
  USUBJID,
  ADT,
  phga,
  ptga,
  mmt,
  haq,
  exm
FROM (
  SELECT
    USUBJID,
    ADT,
    CASE
      WHEN MIN(CASE WHEN PLACE = 7 THEN CASE WHEN VALUE >= 0 AND VALUE <= 10 THEN VALUE END END) = MAX(CASE WHEN PLACE = 7 THEN CASE WHEN VALUE >= 0 AND VALUE <= 10 THEN VALUE END END)
      THEN MAX(CASE WHEN PLACE = 7 THEN CASE WHEN VALUE >= 0 AND VALUE <= 10 THEN VALUE END END)
    END AS phga,
    CASE
      WHEN MIN(CASE WHEN PLACE = 8 THEN CASE WHEN VALUE >= 0 AND VALUE <= 10 THEN VALUE END END) = MAX(CASE WHEN PLACE = 8 THEN CASE WHEN VALUE >= 0 AND VALUE <= 10 THEN VALUE END END)
      THEN MAX(CASE WHEN PLACE = 8 THEN CASE WHEN VALUE >= 0 AND VALUE <= 10 THEN VALUE END END)
    END AS ptga,
    CASE
      WHEN MIN(
        CASE WHEN PLACE = 9 THEN CASE WHEN VALUE >= 0 AND VALUE <= 260 THEN VALUE END END
      ) = MAX(
        CASE WHEN PLACE = 9 THEN CASE WHEN VALUE >= 0 AND VALUE <= 260 THEN VALUE END END
      )
      THEN MAX(
        CASE WHEN PLACE = 9 THEN CASE WHEN VALUE >= 0 AND VALUE <= 260 THEN VALUE END END
      )
    END AS mmt,
    CASE
      WHEN MIN(CASE WHEN PLACE = 10 THEN CASE WHEN VALUE >= 0 AND VALUE <= 3 THEN VALUE END END) = MAX(CASE WHEN PLACE = 10 THEN CASE WHEN VALUE >= 0 AND VALUE <= 3 THEN VALUE END END)
      THEN MAX(CASE WHEN PLACE = 10 THEN CASE WHEN VALUE >= 0 AND VALUE <= 3 THEN VALUE END END)
    END AS haq,
    CASE
      WHEN MIN(
        CASE WHEN PLACE = 11 THEN CASE WHEN VALUE >= 0 AND VALUE <= 10 THEN VALUE END END
      ) = MAX(
        CASE WHEN PLACE = 11 THEN CASE WHEN VALUE >= 0 AND VALUE <= 10 THEN VALUE END END
      )
      THEN MAX(
        CASE WHEN PLACE = 11 THEN CASE WHEN VALUE >= 0 AND VALUE <= 10 THEN VALUE END END
      )
    END AS exm
  FROM at_visit_6
  GROUP BY
    USUBJID,
    ADT
) AS folded
WHERE
  NOT phga IS NULL
  OR NOT ptga IS NULL
  OR NOT mmt IS NULL
  OR NOT haq IS NULL
  OR NOT exm IS NULL;

-- visit_7
SELECT
  USUBJID,
  ADT,
  mmt
FROM (
  SELECT
    USUBJID,
    ADT,
    CASE
      WHEN MIN(
        CASE WHEN PLACE = 1 THEN CASE WHEN VALUE >= 0 AND VALUE <= 260 THEN VALUE END END
      ) = MAX(
        CASE WHEN PLACE = 1 THEN CASE WHEN VALUE >= 0 AND VALUE <= 260 THEN VALUE END END
      )
      THEN MAX(
        CASE WHEN PLACE = 1 THEN CASE WHEN VALUE >= 0 AND VALUE <= 260 THEN VALUE END END
      )
    END AS mmt
  FROM at_visit_7
  GROUP BY
    USUBJID,
    ADT
) AS folded
WHERE
  NOT mmt IS NULL;

-- visit_8
SELECT
  USUBJID,
  ADT,
  mrss
FROM (
  SELECT
    USUBJID,
    ADT,
    CASE
      WHEN MIN(CASE WHEN PLACE = 1 THEN CASE WHEN VALUE >= 0 AND VALUE <= 51 THEN VALUE END END) = MAX(CASE WHEN PLACE = 1 THEN CASE WHEN VALUE >= 0 AND VALUE <= 51 THEN VALUE END END)
      THEN MAX(CASE WHEN PLACE = 1 THEN CASE WHEN VALUE >= 0 AND VALUE <= 51 THEN VALUE END END)
    END AS mrss
  FROM at_visit_8
  GROUP BY
    USUBJID,
    ADT
) AS folded
WHERE
  NOT mrss IS NULL;

-- visit_9
SELECT
  USUBJID,
  ADT,
  fvc_pct
FROM (
  SELECT
    USUBJID,
    ADT,
    CASE
      WHEN MIN(
        CASE WHEN PLACE = 2 THEN CASE WHEN VALUE >= 0 AND VALUE <= 200 THEN VALUE END END
      ) = MAX(
        CASE WHEN PLACE = 2 THEN CASE WHEN VALUE >= 0 AND VALUE <= 200 THEN VALUE END END
      )
      THEN MAX(
        CASE WHEN PLACE = 2 THEN CASE WHEN VALUE >= 0 AND VALUE <= 200 THEN VALUE END END
      )
    END AS fvc_pct
  FROM at_visit_9
  GROUP BY
    USUBJID,
    ADT
) AS folded
WHERE
  NOT fvc_pct IS NULL;
