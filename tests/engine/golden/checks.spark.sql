-- check_after_data_cut_ae_aestdtc
WITH n AS (
  SELECT
    t.USUBJID,
    MIN_BY(t.AESEQ, t.AESTDTC_FIRST) AS SEQ,
    CASE
      WHEN COUNT(*) > 20
      THEN CONCAT_WS('', 'AESEQ ', MIN(t.AESEQ), ' to ', MAX(t.AESEQ))
      ELSE CONCAT_WS(
        '',
        'AESEQ ',
        LISTAGG(CAST(t.AESEQ AS STRING), ', ') WITHIN GROUP (ORDER BY
          t.AESEQ NULLS LAST)
      )
    END AS LISTED,
    MAX(t.AESTDTC_FIRST) AS LATEST,
    COUNT(*) AS ROWS_FOUND,
    MAX(s.VALUE) AS CUT
  FROM sdtm_ae AS t
  JOIN protocol_setting AS s
    ON s.NAME = 'study.data_cut' AND t.AESTDTC_FIRST > TRY_CAST(s.VALUE AS DATE)
  GROUP BY
    t.USUBJID
)
SELECT
  'after-data-cut' AS rule,
  'note' AS severity,
  'AE' AS domain,
  n.USUBJID AS USUBJID,
  n.SEQ AS seq,
  'AESTDTC' AS variable,
  CAST(n.LATEST AS STRING) AS value,
  CONCAT_WS(
    '',
    'AESTDTC: ',
    CAST(n.ROWS_FOUND AS STRING),
    CASE WHEN n.ROWS_FOUND = 1 THEN ' row is' ELSE ' rows are' END,
    ' dated after the data cut ',
    n.CUT,
    ', the last ',
    CAST(n.LATEST AS STRING),
    CASE WHEN NOT n.LISTED IS NULL THEN CONCAT_WS('', ' (', n.LISTED, ')') END,
    ', and not used'
  ) AS message,
  'correct the date, or move the data cut in study.toml to use them' AS fix
FROM n;

-- check_after_data_cut_cm_cmstdtc
WITH n AS (
  SELECT
    t.USUBJID,
    MIN_BY(t.CMSEQ, t.CMSTDTC_FIRST) AS SEQ,
    CASE
      WHEN COUNT(*) > 20
      THEN CONCAT_WS('', 'CMSEQ ', MIN(t.CMSEQ), ' to ', MAX(t.CMSEQ))
      ELSE CONCAT_WS(
        '',
        'CMSEQ ',
        LISTAGG(CAST(t.CMSEQ AS STRING), ', ') WITHIN GROUP (ORDER BY
          t.CMSEQ NULLS LAST)
      )
    END AS LISTED,
    MAX(t.CMSTDTC_FIRST) AS LATEST,
    COUNT(*) AS ROWS_FOUND,
    MAX(s.VALUE) AS CUT
  FROM sdtm_cm AS t
  JOIN protocol_setting AS s
    ON s.NAME = 'study.data_cut' AND t.CMSTDTC_FIRST > TRY_CAST(s.VALUE AS DATE)
  GROUP BY
    t.USUBJID
)
SELECT
  'after-data-cut' AS rule,
  'note' AS severity,
  'CM' AS domain,
  n.USUBJID AS USUBJID,
  n.SEQ AS seq,
  'CMSTDTC' AS variable,
  CAST(n.LATEST AS STRING) AS value,
  CONCAT_WS(
    '',
    'CMSTDTC: ',
    CAST(n.ROWS_FOUND AS STRING),
    CASE WHEN n.ROWS_FOUND = 1 THEN ' row is' ELSE ' rows are' END,
    ' dated after the data cut ',
    n.CUT,
    ', the last ',
    CAST(n.LATEST AS STRING),
    CASE WHEN NOT n.LISTED IS NULL THEN CONCAT_WS('', ' (', n.LISTED, ')') END,
    ', and not used'
  ) AS message,
  'correct the date, or move the data cut in study.toml to use them' AS fix
FROM n;

-- check_after_data_cut_cp_cpdtc
WITH n AS (
  SELECT
    t.USUBJID,
    MIN_BY(t.CPSEQ, t.CPDTC_FIRST) AS SEQ,
    CASE
      WHEN COUNT(*) > 20
      THEN CONCAT_WS('', 'CPSEQ ', MIN(t.CPSEQ), ' to ', MAX(t.CPSEQ))
      ELSE CONCAT_WS(
        '',
        'CPSEQ ',
        LISTAGG(CAST(t.CPSEQ AS STRING), ', ') WITHIN GROUP (ORDER BY
          t.CPSEQ NULLS LAST)
      )
    END AS LISTED,
    MAX(t.CPDTC_FIRST) AS LATEST,
    COUNT(*) AS ROWS_FOUND,
    MAX(s.VALUE) AS CUT
  FROM sdtm_cp AS t
  JOIN protocol_setting AS s
    ON s.NAME = 'study.data_cut' AND t.CPDTC_FIRST > TRY_CAST(s.VALUE AS DATE)
  GROUP BY
    t.USUBJID
)
SELECT
  'after-data-cut' AS rule,
  'note' AS severity,
  'CP' AS domain,
  n.USUBJID AS USUBJID,
  n.SEQ AS seq,
  'CPDTC' AS variable,
  CAST(n.LATEST AS STRING) AS value,
  CONCAT_WS(
    '',
    'CPDTC: ',
    CAST(n.ROWS_FOUND AS STRING),
    CASE WHEN n.ROWS_FOUND = 1 THEN ' row is' ELSE ' rows are' END,
    ' dated after the data cut ',
    n.CUT,
    ', the last ',
    CAST(n.LATEST AS STRING),
    CASE WHEN NOT n.LISTED IS NULL THEN CONCAT_WS('', ' (', n.LISTED, ')') END,
    ', and not used'
  ) AS message,
  'correct the date, or move the data cut in study.toml to use them' AS fix
FROM n;

-- check_after_data_cut_ds_dsstdtc
WITH n AS (
  SELECT
    t.USUBJID,
    MIN_BY(t.DSSEQ, t.DSSTDTC_FIRST) AS SEQ,
    CASE
      WHEN COUNT(*) > 20
      THEN CONCAT_WS('', 'DSSEQ ', MIN(t.DSSEQ), ' to ', MAX(t.DSSEQ))
      ELSE CONCAT_WS(
        '',
        'DSSEQ ',
        LISTAGG(CAST(t.DSSEQ AS STRING), ', ') WITHIN GROUP (ORDER BY
          t.DSSEQ NULLS LAST)
      )
    END AS LISTED,
    MAX(t.DSSTDTC_FIRST) AS LATEST,
    COUNT(*) AS ROWS_FOUND,
    MAX(s.VALUE) AS CUT
  FROM sdtm_ds AS t
  JOIN protocol_setting AS s
    ON s.NAME = 'study.data_cut' AND t.DSSTDTC_FIRST > TRY_CAST(s.VALUE AS DATE)
  GROUP BY
    t.USUBJID
)
SELECT
  'after-data-cut' AS rule,
  'note' AS severity,
  'DS' AS domain,
  n.USUBJID AS USUBJID,
  n.SEQ AS seq,
  'DSSTDTC' AS variable,
  CAST(n.LATEST AS STRING) AS value,
  CONCAT_WS(
    '',
    'DSSTDTC: ',
    CAST(n.ROWS_FOUND AS STRING),
    CASE WHEN n.ROWS_FOUND = 1 THEN ' row is' ELSE ' rows are' END,
    ' dated after the data cut ',
    n.CUT,
    ', the last ',
    CAST(n.LATEST AS STRING),
    CASE WHEN NOT n.LISTED IS NULL THEN CONCAT_WS('', ' (', n.LISTED, ')') END,
    ', and not used'
  ) AS message,
  'correct the date, or move the data cut in study.toml to use them' AS fix
FROM n;

-- check_after_data_cut_ex_exstdtc
WITH n AS (
  SELECT
    t.USUBJID,
    MIN_BY(t.EXSEQ, t.EXSTDTC_FIRST) AS SEQ,
    CASE
      WHEN COUNT(*) > 20
      THEN CONCAT_WS('', 'EXSEQ ', MIN(t.EXSEQ), ' to ', MAX(t.EXSEQ))
      ELSE CONCAT_WS(
        '',
        'EXSEQ ',
        LISTAGG(CAST(t.EXSEQ AS STRING), ', ') WITHIN GROUP (ORDER BY
          t.EXSEQ NULLS LAST)
      )
    END AS LISTED,
    MAX(t.EXSTDTC_FIRST) AS LATEST,
    COUNT(*) AS ROWS_FOUND,
    MAX(s.VALUE) AS CUT
  FROM sdtm_ex AS t
  JOIN protocol_setting AS s
    ON s.NAME = 'study.data_cut' AND t.EXSTDTC_FIRST > TRY_CAST(s.VALUE AS DATE)
  GROUP BY
    t.USUBJID
)
SELECT
  'after-data-cut' AS rule,
  'note' AS severity,
  'EX' AS domain,
  n.USUBJID AS USUBJID,
  n.SEQ AS seq,
  'EXSTDTC' AS variable,
  CAST(n.LATEST AS STRING) AS value,
  CONCAT_WS(
    '',
    'EXSTDTC: ',
    CAST(n.ROWS_FOUND AS STRING),
    CASE WHEN n.ROWS_FOUND = 1 THEN ' row is' ELSE ' rows are' END,
    ' dated after the data cut ',
    n.CUT,
    ', the last ',
    CAST(n.LATEST AS STRING),
    CASE WHEN NOT n.LISTED IS NULL THEN CONCAT_WS('', ' (', n.LISTED, ')') END,
    ', and not used'
  ) AS message,
  'correct the date, or move the data cut in study.toml to use them' AS fix
FROM n;

-- check_after_data_cut_is_isdtc
WITH n AS (
  SELECT
    t.USUBJID,
    MIN_BY(t.ISSEQ, t.ISDTC_FIRST) AS SEQ,
    CASE
      WHEN COUNT(*) > 20
      THEN CONCAT_WS('', 'ISSEQ ', MIN(t.ISSEQ), ' to ', MAX(t.ISSEQ))
      ELSE CONCAT_WS(
        '',
        'ISSEQ ',
        LISTAGG(CAST(t.ISSEQ AS STRING), ', ') WITHIN GROUP (ORDER BY
          t.ISSEQ NULLS LAST)
      )
    END AS LISTED,
    MAX(t.ISDTC_FIRST) AS LATEST,
    COUNT(*) AS ROWS_FOUND,
    MAX(s.VALUE) AS CUT
  FROM sdtm_is AS t
  JOIN protocol_setting AS s
    ON s.NAME = 'study.data_cut' AND t.ISDTC_FIRST > TRY_CAST(s.VALUE AS DATE)
  GROUP BY
    t.USUBJID
)
SELECT
  'after-data-cut' AS rule,
  'note' AS severity,
  'IS' AS domain,
  n.USUBJID AS USUBJID,
  n.SEQ AS seq,
  'ISDTC' AS variable,
  CAST(n.LATEST AS STRING) AS value,
  CONCAT_WS(
    '',
    'ISDTC: ',
    CAST(n.ROWS_FOUND AS STRING),
    CASE WHEN n.ROWS_FOUND = 1 THEN ' row is' ELSE ' rows are' END,
    ' dated after the data cut ',
    n.CUT,
    ', the last ',
    CAST(n.LATEST AS STRING),
    CASE WHEN NOT n.LISTED IS NULL THEN CONCAT_WS('', ' (', n.LISTED, ')') END,
    ', and not used'
  ) AS message,
  'correct the date, or move the data cut in study.toml to use them' AS fix
FROM n;

-- check_after_data_cut_lb_lbdtc
WITH n AS (
  SELECT
    t.USUBJID,
    MIN_BY(t.LBSEQ, t.LBDTC_FIRST) AS SEQ,
    CASE
      WHEN COUNT(*) > 20
      THEN CONCAT_WS('', 'LBSEQ ', MIN(t.LBSEQ), ' to ', MAX(t.LBSEQ))
      ELSE CONCAT_WS(
        '',
        'LBSEQ ',
        LISTAGG(CAST(t.LBSEQ AS STRING), ', ') WITHIN GROUP (ORDER BY
          t.LBSEQ NULLS LAST)
      )
    END AS LISTED,
    MAX(t.LBDTC_FIRST) AS LATEST,
    COUNT(*) AS ROWS_FOUND,
    MAX(s.VALUE) AS CUT
  FROM sdtm_lb AS t
  JOIN protocol_setting AS s
    ON s.NAME = 'study.data_cut' AND t.LBDTC_FIRST > TRY_CAST(s.VALUE AS DATE)
  GROUP BY
    t.USUBJID
)
SELECT
  'after-data-cut' AS rule,
  'note' AS severity,
  'LB' AS domain,
  n.USUBJID AS USUBJID,
  n.SEQ AS seq,
  'LBDTC' AS variable,
  CAST(n.LATEST AS STRING) AS value,
  CONCAT_WS(
    '',
    'LBDTC: ',
    CAST(n.ROWS_FOUND AS STRING),
    CASE WHEN n.ROWS_FOUND = 1 THEN ' row is' ELSE ' rows are' END,
    ' dated after the data cut ',
    n.CUT,
    ', the last ',
    CAST(n.LATEST AS STRING),
    CASE WHEN NOT n.LISTED IS NULL THEN CONCAT_WS('', ' (', n.LISTED, ')') END,
    ', and not used'
  ) AS message,
  'correct the date, or move the data cut in study.toml to use them' AS fix
FROM n;

-- check_after_data_cut_mh_mhstdtc
WITH n AS (
  SELECT
    t.USUBJID,
    MIN_BY(t.MHSEQ, t.MHSTDTC_FIRST) AS SEQ,
    CASE
      WHEN COUNT(*) > 20
      THEN CONCAT_WS('', 'MHSEQ ', MIN(t.MHSEQ), ' to ', MAX(t.MHSEQ))
      ELSE CONCAT_WS(
        '',
        'MHSEQ ',
        LISTAGG(CAST(t.MHSEQ AS STRING), ', ') WITHIN GROUP (ORDER BY
          t.MHSEQ NULLS LAST)
      )
    END AS LISTED,
    MAX(t.MHSTDTC_FIRST) AS LATEST,
    COUNT(*) AS ROWS_FOUND,
    MAX(s.VALUE) AS CUT
  FROM sdtm_mh AS t
  JOIN protocol_setting AS s
    ON s.NAME = 'study.data_cut' AND t.MHSTDTC_FIRST > TRY_CAST(s.VALUE AS DATE)
  GROUP BY
    t.USUBJID
)
SELECT
  'after-data-cut' AS rule,
  'note' AS severity,
  'MH' AS domain,
  n.USUBJID AS USUBJID,
  n.SEQ AS seq,
  'MHSTDTC' AS variable,
  CAST(n.LATEST AS STRING) AS value,
  CONCAT_WS(
    '',
    'MHSTDTC: ',
    CAST(n.ROWS_FOUND AS STRING),
    CASE WHEN n.ROWS_FOUND = 1 THEN ' row is' ELSE ' rows are' END,
    ' dated after the data cut ',
    n.CUT,
    ', the last ',
    CAST(n.LATEST AS STRING),
    CASE WHEN NOT n.LISTED IS NULL THEN CONCAT_WS('', ' (', n.LISTED, ')') END,
    ', and not used'
  ) AS message,
  'correct the date, or move the data cut in study.toml to use them' AS fix
FROM n;

-- check_after_data_cut_pr_prstdtc
WITH n AS (
  SELECT
    t.USUBJID,
    MIN_BY(t.PRSEQ, t.PRSTDTC_FIRST) AS SEQ,
    CASE
      WHEN COUNT(*) > 20
      THEN CONCAT_WS('', 'PRSEQ ', MIN(t.PRSEQ), ' to ', MAX(t.PRSEQ))
      ELSE CONCAT_WS(
        '',
        'PRSEQ ',
        LISTAGG(CAST(t.PRSEQ AS STRING), ', ') WITHIN GROUP (ORDER BY
          t.PRSEQ NULLS LAST)
      )
    END AS LISTED,
    MAX(t.PRSTDTC_FIRST) AS LATEST,
    COUNT(*) AS ROWS_FOUND,
    MAX(s.VALUE) AS CUT
  FROM sdtm_pr AS t
  JOIN protocol_setting AS s
    ON s.NAME = 'study.data_cut' AND t.PRSTDTC_FIRST > TRY_CAST(s.VALUE AS DATE)
  GROUP BY
    t.USUBJID
)
SELECT
  'after-data-cut' AS rule,
  'note' AS severity,
  'PR' AS domain,
  n.USUBJID AS USUBJID,
  n.SEQ AS seq,
  'PRSTDTC' AS variable,
  CAST(n.LATEST AS STRING) AS value,
  CONCAT_WS(
    '',
    'PRSTDTC: ',
    CAST(n.ROWS_FOUND AS STRING),
    CASE WHEN n.ROWS_FOUND = 1 THEN ' row is' ELSE ' rows are' END,
    ' dated after the data cut ',
    n.CUT,
    ', the last ',
    CAST(n.LATEST AS STRING),
    CASE WHEN NOT n.LISTED IS NULL THEN CONCAT_WS('', ' (', n.LISTED, ')') END,
    ', and not used'
  ) AS message,
  'correct the date, or move the data cut in study.toml to use them' AS fix
FROM n;

-- check_after_data_cut_qs_qsdtc
WITH n AS (
  SELECT
    t.USUBJID,
    MIN_BY(t.QSSEQ, t.QSDTC_FIRST) AS SEQ,
    CASE
      WHEN COUNT(*) > 20
      THEN CONCAT_WS('', 'QSSEQ ', MIN(t.QSSEQ), ' to ', MAX(t.QSSEQ))
      ELSE CONCAT_WS(
        '',
        'QSSEQ ',
        LISTAGG(CAST(t.QSSEQ AS STRING), ', ') WITHIN GROUP (ORDER BY
          t.QSSEQ NULLS LAST)
      )
    END AS LISTED,
    MAX(t.QSDTC_FIRST) AS LATEST,
    COUNT(*) AS ROWS_FOUND,
    MAX(s.VALUE) AS CUT
  FROM sdtm_qs AS t
  JOIN protocol_setting AS s
    ON s.NAME = 'study.data_cut' AND t.QSDTC_FIRST > TRY_CAST(s.VALUE AS DATE)
  GROUP BY
    t.USUBJID
)
SELECT
  'after-data-cut' AS rule,
  'note' AS severity,
  'QS' AS domain,
  n.USUBJID AS USUBJID,
  n.SEQ AS seq,
  'QSDTC' AS variable,
  CAST(n.LATEST AS STRING) AS value,
  CONCAT_WS(
    '',
    'QSDTC: ',
    CAST(n.ROWS_FOUND AS STRING),
    CASE WHEN n.ROWS_FOUND = 1 THEN ' row is' ELSE ' rows are' END,
    ' dated after the data cut ',
    n.CUT,
    ', the last ',
    CAST(n.LATEST AS STRING),
    CASE WHEN NOT n.LISTED IS NULL THEN CONCAT_WS('', ' (', n.LISTED, ')') END,
    ', and not used'
  ) AS message,
  'correct the date, or move the data cut in study.toml to use them' AS fix
FROM n;

-- check_after_data_cut_re_redtc
WITH n AS (
  SELECT
    t.USUBJID,
    MIN_BY(t.RESEQ, t.REDTC_FIRST) AS SEQ,
    CASE
      WHEN COUNT(*) > 20
      THEN CONCAT_WS('', 'RESEQ ', MIN(t.RESEQ), ' to ', MAX(t.RESEQ))
      ELSE CONCAT_WS(
        '',
        'RESEQ ',
        LISTAGG(CAST(t.RESEQ AS STRING), ', ') WITHIN GROUP (ORDER BY
          t.RESEQ NULLS LAST)
      )
    END AS LISTED,
    MAX(t.REDTC_FIRST) AS LATEST,
    COUNT(*) AS ROWS_FOUND,
    MAX(s.VALUE) AS CUT
  FROM sdtm_re AS t
  JOIN protocol_setting AS s
    ON s.NAME = 'study.data_cut' AND t.REDTC_FIRST > TRY_CAST(s.VALUE AS DATE)
  GROUP BY
    t.USUBJID
)
SELECT
  'after-data-cut' AS rule,
  'note' AS severity,
  'RE' AS domain,
  n.USUBJID AS USUBJID,
  n.SEQ AS seq,
  'REDTC' AS variable,
  CAST(n.LATEST AS STRING) AS value,
  CONCAT_WS(
    '',
    'REDTC: ',
    CAST(n.ROWS_FOUND AS STRING),
    CASE WHEN n.ROWS_FOUND = 1 THEN ' row is' ELSE ' rows are' END,
    ' dated after the data cut ',
    n.CUT,
    ', the last ',
    CAST(n.LATEST AS STRING),
    CASE WHEN NOT n.LISTED IS NULL THEN CONCAT_WS('', ' (', n.LISTED, ')') END,
    ', and not used'
  ) AS message,
  'correct the date, or move the data cut in study.toml to use them' AS fix
FROM n;

-- check_after_data_cut_vs_vsdtc
WITH n AS (
  SELECT
    t.USUBJID,
    MIN_BY(t.VSSEQ, t.VSDTC_FIRST) AS SEQ,
    CASE
      WHEN COUNT(*) > 20
      THEN CONCAT_WS('', 'VSSEQ ', MIN(t.VSSEQ), ' to ', MAX(t.VSSEQ))
      ELSE CONCAT_WS(
        '',
        'VSSEQ ',
        LISTAGG(CAST(t.VSSEQ AS STRING), ', ') WITHIN GROUP (ORDER BY
          t.VSSEQ NULLS LAST)
      )
    END AS LISTED,
    MAX(t.VSDTC_FIRST) AS LATEST,
    COUNT(*) AS ROWS_FOUND,
    MAX(s.VALUE) AS CUT
  FROM sdtm_vs AS t
  JOIN protocol_setting AS s
    ON s.NAME = 'study.data_cut' AND t.VSDTC_FIRST > TRY_CAST(s.VALUE AS DATE)
  GROUP BY
    t.USUBJID
)
SELECT
  'after-data-cut' AS rule,
  'note' AS severity,
  'VS' AS domain,
  n.USUBJID AS USUBJID,
  n.SEQ AS seq,
  'VSDTC' AS variable,
  CAST(n.LATEST AS STRING) AS value,
  CONCAT_WS(
    '',
    'VSDTC: ',
    CAST(n.ROWS_FOUND AS STRING),
    CASE WHEN n.ROWS_FOUND = 1 THEN ' row is' ELSE ' rows are' END,
    ' dated after the data cut ',
    n.CUT,
    ', the last ',
    CAST(n.LATEST AS STRING),
    CASE WHEN NOT n.LISTED IS NULL THEN CONCAT_WS('', ' (', n.LISTED, ')') END,
    ', and not used'
  ) AS message,
  'correct the date, or move the data cut in study.toml to use them' AS fix
FROM n;

-- check_after_death_cp_cpdtc
WITH r AS (
  SELECT
    t.USUBJID,
    MAX(t.CPDTC_FIRST) AS LATEST,
    MAX_BY(t.CPSEQ, t.CPDTC_FIRST) AS CPSEQ,
    CASE
      WHEN COUNT(*) > 20
      THEN CONCAT_WS('', 'CPSEQ ', MIN(t.CPSEQ), ' to ', MAX(t.CPSEQ))
      ELSE CONCAT_WS(
        '',
        'CPSEQ ',
        LISTAGG(CAST(t.CPSEQ AS STRING), ', ') WITHIN GROUP (ORDER BY
          t.CPSEQ NULLS LAST)
      )
    END AS LISTED,
    COUNT(*) AS ROWS_FOUND
  FROM sdtm_cp AS t
  JOIN death AS d
    ON d.USUBJID = t.USUBJID AND t.CPDTC_FIRST > d.DIED
  GROUP BY
    t.USUBJID
)
SELECT
  'after-death' AS rule,
  'error' AS severity,
  'CP' AS domain,
  r.USUBJID AS USUBJID,
  r.CPSEQ AS seq,
  'CPDTC' AS variable,
  CAST(r.LATEST AS STRING) AS value,
  CONCAT_WS(
    '',
    'CPDTC: expected a day up to death (',
    b.WRITTEN,
    ' in ',
    b.DOMAIN,
    '.',
    b.VARIABLE,
    '), found ',
    CAST(r.LATEST AS STRING),
    '; ',
    CAST(r.ROWS_FOUND AS STRING),
    ' results after death are not used (',
    r.LISTED,
    ')'
  ) AS message,
  'correct the date or that of the death' AS fix
FROM r
JOIN death AS b
  ON b.USUBJID = r.USUBJID;

-- check_after_death_is_isdtc
WITH r AS (
  SELECT
    t.USUBJID,
    MAX(t.ISDTC_FIRST) AS LATEST,
    MAX_BY(t.ISSEQ, t.ISDTC_FIRST) AS ISSEQ,
    CASE
      WHEN COUNT(*) > 20
      THEN CONCAT_WS('', 'ISSEQ ', MIN(t.ISSEQ), ' to ', MAX(t.ISSEQ))
      ELSE CONCAT_WS(
        '',
        'ISSEQ ',
        LISTAGG(CAST(t.ISSEQ AS STRING), ', ') WITHIN GROUP (ORDER BY
          t.ISSEQ NULLS LAST)
      )
    END AS LISTED,
    COUNT(*) AS ROWS_FOUND
  FROM sdtm_is AS t
  JOIN death AS d
    ON d.USUBJID = t.USUBJID AND t.ISDTC_FIRST > d.DIED
  GROUP BY
    t.USUBJID
)
SELECT
  'after-death' AS rule,
  'error' AS severity,
  'IS' AS domain,
  r.USUBJID AS USUBJID,
  r.ISSEQ AS seq,
  'ISDTC' AS variable,
  CAST(r.LATEST AS STRING) AS value,
  CONCAT_WS(
    '',
    'ISDTC: expected a day up to death (',
    b.WRITTEN,
    ' in ',
    b.DOMAIN,
    '.',
    b.VARIABLE,
    '), found ',
    CAST(r.LATEST AS STRING),
    '; ',
    CAST(r.ROWS_FOUND AS STRING),
    ' results after death are not used (',
    r.LISTED,
    ')'
  ) AS message,
  'correct the date or that of the death' AS fix
FROM r
JOIN death AS b
  ON b.USUBJID = r.USUBJID;

-- check_after_death_lb_lbdtc
WITH r AS (
  SELECT
    t.USUBJID,
    MAX(t.LBDTC_FIRST) AS LATEST,
    MAX_BY(t.LBSEQ, t.LBDTC_FIRST) AS LBSEQ,
    CASE
      WHEN COUNT(*) > 20
      THEN CONCAT_WS('', 'LBSEQ ', MIN(t.LBSEQ), ' to ', MAX(t.LBSEQ))
      ELSE CONCAT_WS(
        '',
        'LBSEQ ',
        LISTAGG(CAST(t.LBSEQ AS STRING), ', ') WITHIN GROUP (ORDER BY
          t.LBSEQ NULLS LAST)
      )
    END AS LISTED,
    COUNT(*) AS ROWS_FOUND
  FROM sdtm_lb AS t
  JOIN death AS d
    ON d.USUBJID = t.USUBJID AND t.LBDTC_FIRST > d.DIED
  GROUP BY
    t.USUBJID
)
SELECT
  'after-death' AS rule,
  'error' AS severity,
  'LB' AS domain,
  r.USUBJID AS USUBJID,
  r.LBSEQ AS seq,
  'LBDTC' AS variable,
  CAST(r.LATEST AS STRING) AS value,
  CONCAT_WS(
    '',
    'LBDTC: expected a day up to death (',
    b.WRITTEN,
    ' in ',
    b.DOMAIN,
    '.',
    b.VARIABLE,
    '), found ',
    CAST(r.LATEST AS STRING),
    '; ',
    CAST(r.ROWS_FOUND AS STRING),
    ' results after death are not used (',
    r.LISTED,
    ')'
  ) AS message,
  'correct the date or that of the death' AS fix
FROM r
JOIN death AS b
  ON b.USUBJID = r.USUBJID;

-- check_after_death_qs_qsdtc
WITH r AS (
  SELECT
    t.USUBJID,
    MAX(t.QSDTC_FIRST) AS LATEST,
    MAX_BY(t.QSSEQ, t.QSDTC_FIRST) AS QSSEQ,
    CASE
      WHEN COUNT(*) > 20
      THEN CONCAT_WS('', 'QSSEQ ', MIN(t.QSSEQ), ' to ', MAX(t.QSSEQ))
      ELSE CONCAT_WS(
        '',
        'QSSEQ ',
        LISTAGG(CAST(t.QSSEQ AS STRING), ', ') WITHIN GROUP (ORDER BY
          t.QSSEQ NULLS LAST)
      )
    END AS LISTED,
    COUNT(*) AS ROWS_FOUND
  FROM sdtm_qs AS t
  JOIN death AS d
    ON d.USUBJID = t.USUBJID AND t.QSDTC_FIRST > d.DIED
  GROUP BY
    t.USUBJID
)
SELECT
  'after-death' AS rule,
  'error' AS severity,
  'QS' AS domain,
  r.USUBJID AS USUBJID,
  r.QSSEQ AS seq,
  'QSDTC' AS variable,
  CAST(r.LATEST AS STRING) AS value,
  CONCAT_WS(
    '',
    'QSDTC: expected a day up to death (',
    b.WRITTEN,
    ' in ',
    b.DOMAIN,
    '.',
    b.VARIABLE,
    '), found ',
    CAST(r.LATEST AS STRING),
    '; ',
    CAST(r.ROWS_FOUND AS STRING),
    ' results after death are not used (',
    r.LISTED,
    ')'
  ) AS message,
  'correct the date or that of the death' AS fix
FROM r
JOIN death AS b
  ON b.USUBJID = r.USUBJID;

-- check_after_death_re_redtc
WITH r AS (
  SELECT
    t.USUBJID,
    MAX(t.REDTC_FIRST) AS LATEST,
    MAX_BY(t.RESEQ, t.REDTC_FIRST) AS RESEQ,
    CASE
      WHEN COUNT(*) > 20
      THEN CONCAT_WS('', 'RESEQ ', MIN(t.RESEQ), ' to ', MAX(t.RESEQ))
      ELSE CONCAT_WS(
        '',
        'RESEQ ',
        LISTAGG(CAST(t.RESEQ AS STRING), ', ') WITHIN GROUP (ORDER BY
          t.RESEQ NULLS LAST)
      )
    END AS LISTED,
    COUNT(*) AS ROWS_FOUND
  FROM sdtm_re AS t
  JOIN death AS d
    ON d.USUBJID = t.USUBJID AND t.REDTC_FIRST > d.DIED
  GROUP BY
    t.USUBJID
)
SELECT
  'after-death' AS rule,
  'error' AS severity,
  'RE' AS domain,
  r.USUBJID AS USUBJID,
  r.RESEQ AS seq,
  'REDTC' AS variable,
  CAST(r.LATEST AS STRING) AS value,
  CONCAT_WS(
    '',
    'REDTC: expected a day up to death (',
    b.WRITTEN,
    ' in ',
    b.DOMAIN,
    '.',
    b.VARIABLE,
    '), found ',
    CAST(r.LATEST AS STRING),
    '; ',
    CAST(r.ROWS_FOUND AS STRING),
    ' results after death are not used (',
    r.LISTED,
    ')'
  ) AS message,
  'correct the date or that of the death' AS fix
FROM r
JOIN death AS b
  ON b.USUBJID = r.USUBJID;

-- check_after_death_vs_vsdtc
WITH r AS (
  SELECT
    t.USUBJID,
    MAX(t.VSDTC_FIRST) AS LATEST,
    MAX_BY(t.VSSEQ, t.VSDTC_FIRST) AS VSSEQ,
    CASE
      WHEN COUNT(*) > 20
      THEN CONCAT_WS('', 'VSSEQ ', MIN(t.VSSEQ), ' to ', MAX(t.VSSEQ))
      ELSE CONCAT_WS(
        '',
        'VSSEQ ',
        LISTAGG(CAST(t.VSSEQ AS STRING), ', ') WITHIN GROUP (ORDER BY
          t.VSSEQ NULLS LAST)
      )
    END AS LISTED,
    COUNT(*) AS ROWS_FOUND
  FROM sdtm_vs AS t
  JOIN death AS d
    ON d.USUBJID = t.USUBJID AND t.VSDTC_FIRST > d.DIED
  GROUP BY
    t.USUBJID
)
SELECT
  'after-death' AS rule,
  'error' AS severity,
  'VS' AS domain,
  r.USUBJID AS USUBJID,
  r.VSSEQ AS seq,
  'VSDTC' AS variable,
  CAST(r.LATEST AS STRING) AS value,
  CONCAT_WS(
    '',
    'VSDTC: expected a day up to death (',
    b.WRITTEN,
    ' in ',
    b.DOMAIN,
    '.',
    b.VARIABLE,
    '), found ',
    CAST(r.LATEST AS STRING),
    '; ',
    CAST(r.ROWS_FOUND AS STRING),
    ' results after death are not used (',
    r.LISTED,
    ')'
  ) AS message,
  'correct the date or that of the death' AS fix
FROM r
JOIN death AS b
  ON b.USUBJID = r.USUBJID;

-- check_age_differs
WITH d AS (
  SELECT
    USUBJID,
    AGE,
    BRTHDTC,
    BRTHDTC_FIRST,
    BRTHDTC_LAST,
    LEAST(RFICDTC_FIRST, RFSTDTC_FIRST, RFXSTDTC_FIRST) AS FIRST,
    GREATEST(RFICDTC_LAST, RFSTDTC_LAST, RFXSTDTC_LAST) AS LAST
  FROM sdtm_dm
  WHERE
    AGE BETWEEN 0 AND 120 AND UPPER(COALESCE(AGEU, 'YEARS')) = 'YEARS'
), r AS (
  SELECT
    d.USUBJID,
    d.AGE,
    d.BRTHDTC,
    CAST(FLOOR(
      (
        CAST(REPLACE(CAST(d.FIRST AS STRING), '-', '') AS INT) - CAST(REPLACE(CAST(d.BRTHDTC_LAST AS STRING), '-', '') AS INT)
      ) / 10000
    ) AS INT) AS YOUNGEST,
    CAST(FLOOR(
      (
        CAST(REPLACE(CAST(d.LAST AS STRING), '-', '') AS INT) - CAST(REPLACE(CAST(d.BRTHDTC_FIRST AS STRING), '-', '') AS INT)
      ) / 10000
    ) AS INT) AS OLDEST
  FROM d
)
SELECT
  'age-differs' AS rule,
  'warning' AS severity,
  'DM' AS domain,
  r.USUBJID AS USUBJID,
  CAST(NULL AS BIGINT) AS seq,
  'AGE' AS variable,
  REGEXP_EXTRACT(CAST(r.AGE AS STRING), '^-?[0-9]+([.][0-9]*[1-9])?', 0) AS value,
  CONCAT_WS(
    '',
    'AGE: expected ',
    CASE
      WHEN r.YOUNGEST < r.OLDEST
      THEN CONCAT_WS('', CAST(r.YOUNGEST AS STRING), ' to ')
    END,
    CAST(r.OLDEST AS STRING),
    ' years by BRTHDTC ',
    r.BRTHDTC,
    ', found ',
    REGEXP_EXTRACT(CAST(r.AGE AS STRING), '^-?[0-9]+([.][0-9]*[1-9])?', 0),
    '; AGE is used'
  ) AS message,
  'correct AGE or BRTHDTC' AS fix
FROM r
WHERE
  r.AGE < r.YOUNGEST - 1 OR r.AGE > r.OLDEST + 1;

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
    LENGTH(t.CPDTC) >= 10
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
    MIN(
      COALESCE(
        REGEXP_EXTRACT(CAST(t.CPSTRESN AS STRING), '^-?[0-9]+([.][0-9]*[1-9])?', 0),
        t.CPSTRESC,
        t.CPORRES
      )
    ) AS LEAST_FOUND,
    MAX(
      COALESCE(
        REGEXP_EXTRACT(CAST(t.CPSTRESN AS STRING), '^-?[0-9]+([.][0-9]*[1-9])?', 0),
        t.CPSTRESC,
        t.CPORRES
      )
    ) AS GREATEST_FOUND,
    COALESCE(
      MIN(
        COALESCE(
          REGEXP_EXTRACT(CAST(t.CPSTRESN AS STRING), '^-?[0-9]+([.][0-9]*[1-9])?', 0),
          t.CPSTRESC,
          t.CPORRES
        )
      ) <> MAX(
        COALESCE(
          REGEXP_EXTRACT(CAST(t.CPSTRESN AS STRING), '^-?[0-9]+([.][0-9]*[1-9])?', 0),
          t.CPSTRESC,
          t.CPORRES
        )
      ),
      FALSE
    )
    OR NOT COUNT(
      COALESCE(
        REGEXP_EXTRACT(CAST(t.CPSTRESN AS STRING), '^-?[0-9]+([.][0-9]*[1-9])?', 0),
        t.CPSTRESC,
        t.CPORRES
      )
    ) IN (0, COUNT(*)) AS DIFFERENT
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
      THEN CONCAT_WS(
        '',
        ' with different values (',
        d.LEAST_FOUND,
        ' and ',
        d.GREATEST_FOUND,
        '); a score that needs the value uses neither'
      )
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
    LENGTH(t.ISDTC) >= 10
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
    MIN(
      COALESCE(
        REGEXP_EXTRACT(CAST(t.ISSTRESN AS STRING), '^-?[0-9]+([.][0-9]*[1-9])?', 0),
        t.ISSTRESC,
        t.ISORRES
      )
    ) AS LEAST_FOUND,
    MAX(
      COALESCE(
        REGEXP_EXTRACT(CAST(t.ISSTRESN AS STRING), '^-?[0-9]+([.][0-9]*[1-9])?', 0),
        t.ISSTRESC,
        t.ISORRES
      )
    ) AS GREATEST_FOUND,
    COALESCE(
      MIN(
        COALESCE(
          REGEXP_EXTRACT(CAST(t.ISSTRESN AS STRING), '^-?[0-9]+([.][0-9]*[1-9])?', 0),
          t.ISSTRESC,
          t.ISORRES
        )
      ) <> MAX(
        COALESCE(
          REGEXP_EXTRACT(CAST(t.ISSTRESN AS STRING), '^-?[0-9]+([.][0-9]*[1-9])?', 0),
          t.ISSTRESC,
          t.ISORRES
        )
      ),
      FALSE
    )
    OR NOT COUNT(
      COALESCE(
        REGEXP_EXTRACT(CAST(t.ISSTRESN AS STRING), '^-?[0-9]+([.][0-9]*[1-9])?', 0),
        t.ISSTRESC,
        t.ISORRES
      )
    ) IN (0, COUNT(*)) AS DIFFERENT
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
      THEN CONCAT_WS(
        '',
        ' with different values (',
        d.LEAST_FOUND,
        ' and ',
        d.GREATEST_FOUND,
        '); a score that needs the value uses neither'
      )
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
    LENGTH(t.LBDTC) >= 10
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
    MIN(
      COALESCE(
        REGEXP_EXTRACT(CAST(t.LBSTRESN AS STRING), '^-?[0-9]+([.][0-9]*[1-9])?', 0),
        t.LBSTRESC,
        t.LBORRES
      )
    ) AS LEAST_FOUND,
    MAX(
      COALESCE(
        REGEXP_EXTRACT(CAST(t.LBSTRESN AS STRING), '^-?[0-9]+([.][0-9]*[1-9])?', 0),
        t.LBSTRESC,
        t.LBORRES
      )
    ) AS GREATEST_FOUND,
    COALESCE(
      MIN(
        COALESCE(
          REGEXP_EXTRACT(CAST(t.LBSTRESN AS STRING), '^-?[0-9]+([.][0-9]*[1-9])?', 0),
          t.LBSTRESC,
          t.LBORRES
        )
      ) <> MAX(
        COALESCE(
          REGEXP_EXTRACT(CAST(t.LBSTRESN AS STRING), '^-?[0-9]+([.][0-9]*[1-9])?', 0),
          t.LBSTRESC,
          t.LBORRES
        )
      ),
      FALSE
    )
    OR NOT COUNT(
      COALESCE(
        REGEXP_EXTRACT(CAST(t.LBSTRESN AS STRING), '^-?[0-9]+([.][0-9]*[1-9])?', 0),
        t.LBSTRESC,
        t.LBORRES
      )
    ) IN (0, COUNT(*)) AS DIFFERENT
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
      THEN CONCAT_WS(
        '',
        ' with different values (',
        d.LEAST_FOUND,
        ' and ',
        d.GREATEST_FOUND,
        '); a score that needs the value uses neither'
      )
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
    LENGTH(t.QSDTC) >= 10
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
    MIN(
      COALESCE(
        REGEXP_EXTRACT(CAST(t.QSSTRESN AS STRING), '^-?[0-9]+([.][0-9]*[1-9])?', 0),
        t.QSSTRESC,
        t.QSORRES
      )
    ) AS LEAST_FOUND,
    MAX(
      COALESCE(
        REGEXP_EXTRACT(CAST(t.QSSTRESN AS STRING), '^-?[0-9]+([.][0-9]*[1-9])?', 0),
        t.QSSTRESC,
        t.QSORRES
      )
    ) AS GREATEST_FOUND,
    COALESCE(
      MIN(
        COALESCE(
          REGEXP_EXTRACT(CAST(t.QSSTRESN AS STRING), '^-?[0-9]+([.][0-9]*[1-9])?', 0),
          t.QSSTRESC,
          t.QSORRES
        )
      ) <> MAX(
        COALESCE(
          REGEXP_EXTRACT(CAST(t.QSSTRESN AS STRING), '^-?[0-9]+([.][0-9]*[1-9])?', 0),
          t.QSSTRESC,
          t.QSORRES
        )
      ),
      FALSE
    )
    OR NOT COUNT(
      COALESCE(
        REGEXP_EXTRACT(CAST(t.QSSTRESN AS STRING), '^-?[0-9]+([.][0-9]*[1-9])?', 0),
        t.QSSTRESC,
        t.QSORRES
      )
    ) IN (0, COUNT(*)) AS DIFFERENT
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
      THEN CONCAT_WS(
        '',
        ' with different values (',
        d.LEAST_FOUND,
        ' and ',
        d.GREATEST_FOUND,
        '); a score that needs the value uses neither'
      )
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
    LENGTH(t.REDTC) >= 10
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
    MIN(
      COALESCE(
        REGEXP_EXTRACT(CAST(t.RESTRESN AS STRING), '^-?[0-9]+([.][0-9]*[1-9])?', 0),
        t.RESTRESC,
        t.REORRES
      )
    ) AS LEAST_FOUND,
    MAX(
      COALESCE(
        REGEXP_EXTRACT(CAST(t.RESTRESN AS STRING), '^-?[0-9]+([.][0-9]*[1-9])?', 0),
        t.RESTRESC,
        t.REORRES
      )
    ) AS GREATEST_FOUND,
    COALESCE(
      MIN(
        COALESCE(
          REGEXP_EXTRACT(CAST(t.RESTRESN AS STRING), '^-?[0-9]+([.][0-9]*[1-9])?', 0),
          t.RESTRESC,
          t.REORRES
        )
      ) <> MAX(
        COALESCE(
          REGEXP_EXTRACT(CAST(t.RESTRESN AS STRING), '^-?[0-9]+([.][0-9]*[1-9])?', 0),
          t.RESTRESC,
          t.REORRES
        )
      ),
      FALSE
    )
    OR NOT COUNT(
      COALESCE(
        REGEXP_EXTRACT(CAST(t.RESTRESN AS STRING), '^-?[0-9]+([.][0-9]*[1-9])?', 0),
        t.RESTRESC,
        t.REORRES
      )
    ) IN (0, COUNT(*)) AS DIFFERENT
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
      THEN CONCAT_WS(
        '',
        ' with different values (',
        d.LEAST_FOUND,
        ' and ',
        d.GREATEST_FOUND,
        '); a score that needs the value uses neither'
      )
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
    LENGTH(t.VSDTC) >= 10
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
    MIN(
      COALESCE(
        REGEXP_EXTRACT(CAST(t.VSSTRESN AS STRING), '^-?[0-9]+([.][0-9]*[1-9])?', 0),
        t.VSSTRESC,
        t.VSORRES
      )
    ) AS LEAST_FOUND,
    MAX(
      COALESCE(
        REGEXP_EXTRACT(CAST(t.VSSTRESN AS STRING), '^-?[0-9]+([.][0-9]*[1-9])?', 0),
        t.VSSTRESC,
        t.VSORRES
      )
    ) AS GREATEST_FOUND,
    COALESCE(
      MIN(
        COALESCE(
          REGEXP_EXTRACT(CAST(t.VSSTRESN AS STRING), '^-?[0-9]+([.][0-9]*[1-9])?', 0),
          t.VSSTRESC,
          t.VSORRES
        )
      ) <> MAX(
        COALESCE(
          REGEXP_EXTRACT(CAST(t.VSSTRESN AS STRING), '^-?[0-9]+([.][0-9]*[1-9])?', 0),
          t.VSSTRESC,
          t.VSORRES
        )
      ),
      FALSE
    )
    OR NOT COUNT(
      COALESCE(
        REGEXP_EXTRACT(CAST(t.VSSTRESN AS STRING), '^-?[0-9]+([.][0-9]*[1-9])?', 0),
        t.VSSTRESC,
        t.VSORRES
      )
    ) IN (0, COUNT(*)) AS DIFFERENT
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
      THEN CONCAT_WS(
        '',
        ' with different values (',
        d.LEAST_FOUND,
        ' and ',
        d.GREATEST_FOUND,
        '); a score that needs the value uses neither'
      )
      ELSE ' with the same value'
    END
  ) AS message,
  'keep one record, or add the time that tells them apart' AS fix
FROM d;

-- check_before_birth_ae_aestdtc
WITH r AS (
  SELECT
    t.USUBJID,
    MIN(t.AESTDTC_LAST) AS EARLIEST,
    MIN_BY(t.AESEQ, t.AESTDTC_LAST) AS AESEQ,
    CASE
      WHEN COUNT(*) > 20
      THEN CONCAT_WS('', 'AESEQ ', MIN(t.AESEQ), ' to ', MAX(t.AESEQ))
      ELSE CONCAT_WS(
        '',
        'AESEQ ',
        LISTAGG(CAST(t.AESEQ AS STRING), ', ') WITHIN GROUP (ORDER BY
          t.AESEQ NULLS LAST)
      )
    END AS LISTED,
    COUNT(*) AS ROWS_FOUND
  FROM sdtm_ae AS t
  JOIN sdtm_dm AS d
    ON d.USUBJID = t.USUBJID AND t.AESTDTC_LAST < d.BRTHDTC_FIRST
  GROUP BY
    t.USUBJID
)
SELECT
  'before-birth' AS rule,
  'error' AS severity,
  'AE' AS domain,
  r.USUBJID AS USUBJID,
  r.AESEQ AS seq,
  'AESTDTC' AS variable,
  CAST(r.EARLIEST AS STRING) AS value,
  CONCAT_WS(
    '',
    'AESTDTC: expected a day on or after birth (',
    b.BRTHDTC,
    '), found ',
    CAST(r.EARLIEST AS STRING),
    '; ',
    CAST(r.ROWS_FOUND AS STRING),
    ' rows are dated so',
    CASE WHEN NOT r.LISTED IS NULL THEN CONCAT_WS('', ' (', r.LISTED, ')') END
  ) AS message,
  'correct the date, or BRTHDTC of the patient in DM' AS fix
FROM r
JOIN sdtm_dm AS b
  ON b.USUBJID = r.USUBJID;

-- check_before_birth_cm_cmstdtc
WITH r AS (
  SELECT
    t.USUBJID,
    MIN(t.CMSTDTC_LAST) AS EARLIEST,
    MIN_BY(t.CMSEQ, t.CMSTDTC_LAST) AS CMSEQ,
    CASE
      WHEN COUNT(*) > 20
      THEN CONCAT_WS('', 'CMSEQ ', MIN(t.CMSEQ), ' to ', MAX(t.CMSEQ))
      ELSE CONCAT_WS(
        '',
        'CMSEQ ',
        LISTAGG(CAST(t.CMSEQ AS STRING), ', ') WITHIN GROUP (ORDER BY
          t.CMSEQ NULLS LAST)
      )
    END AS LISTED,
    COUNT(*) AS ROWS_FOUND
  FROM sdtm_cm AS t
  JOIN sdtm_dm AS d
    ON d.USUBJID = t.USUBJID AND t.CMSTDTC_LAST < d.BRTHDTC_FIRST
  GROUP BY
    t.USUBJID
)
SELECT
  'before-birth' AS rule,
  'error' AS severity,
  'CM' AS domain,
  r.USUBJID AS USUBJID,
  r.CMSEQ AS seq,
  'CMSTDTC' AS variable,
  CAST(r.EARLIEST AS STRING) AS value,
  CONCAT_WS(
    '',
    'CMSTDTC: expected a day on or after birth (',
    b.BRTHDTC,
    '), found ',
    CAST(r.EARLIEST AS STRING),
    '; ',
    CAST(r.ROWS_FOUND AS STRING),
    ' rows are dated so',
    CASE WHEN NOT r.LISTED IS NULL THEN CONCAT_WS('', ' (', r.LISTED, ')') END
  ) AS message,
  'correct the date, or BRTHDTC of the patient in DM' AS fix
FROM r
JOIN sdtm_dm AS b
  ON b.USUBJID = r.USUBJID;

-- check_before_birth_cp_cpdtc
WITH r AS (
  SELECT
    t.USUBJID,
    MIN(t.CPDTC_LAST) AS EARLIEST,
    MIN_BY(t.CPSEQ, t.CPDTC_LAST) AS CPSEQ,
    CASE
      WHEN COUNT(*) > 20
      THEN CONCAT_WS('', 'CPSEQ ', MIN(t.CPSEQ), ' to ', MAX(t.CPSEQ))
      ELSE CONCAT_WS(
        '',
        'CPSEQ ',
        LISTAGG(CAST(t.CPSEQ AS STRING), ', ') WITHIN GROUP (ORDER BY
          t.CPSEQ NULLS LAST)
      )
    END AS LISTED,
    COUNT(*) AS ROWS_FOUND
  FROM sdtm_cp AS t
  JOIN sdtm_dm AS d
    ON d.USUBJID = t.USUBJID AND t.CPDTC_LAST < d.BRTHDTC_FIRST
  GROUP BY
    t.USUBJID
)
SELECT
  'before-birth' AS rule,
  'error' AS severity,
  'CP' AS domain,
  r.USUBJID AS USUBJID,
  r.CPSEQ AS seq,
  'CPDTC' AS variable,
  CAST(r.EARLIEST AS STRING) AS value,
  CONCAT_WS(
    '',
    'CPDTC: expected a day on or after birth (',
    b.BRTHDTC,
    '), found ',
    CAST(r.EARLIEST AS STRING),
    '; ',
    CAST(r.ROWS_FOUND AS STRING),
    ' results before birth are not used',
    CASE WHEN NOT r.LISTED IS NULL THEN CONCAT_WS('', ' (', r.LISTED, ')') END
  ) AS message,
  'correct the date, or BRTHDTC of the patient in DM' AS fix
FROM r
JOIN sdtm_dm AS b
  ON b.USUBJID = r.USUBJID;

-- check_before_birth_ds_dsstdtc
WITH r AS (
  SELECT
    t.USUBJID,
    MIN(t.DSSTDTC_LAST) AS EARLIEST,
    MIN_BY(t.DSSEQ, t.DSSTDTC_LAST) AS DSSEQ,
    CASE
      WHEN COUNT(*) > 20
      THEN CONCAT_WS('', 'DSSEQ ', MIN(t.DSSEQ), ' to ', MAX(t.DSSEQ))
      ELSE CONCAT_WS(
        '',
        'DSSEQ ',
        LISTAGG(CAST(t.DSSEQ AS STRING), ', ') WITHIN GROUP (ORDER BY
          t.DSSEQ NULLS LAST)
      )
    END AS LISTED,
    COUNT(*) AS ROWS_FOUND
  FROM sdtm_ds AS t
  JOIN sdtm_dm AS d
    ON d.USUBJID = t.USUBJID AND t.DSSTDTC_LAST < d.BRTHDTC_FIRST
  GROUP BY
    t.USUBJID
)
SELECT
  'before-birth' AS rule,
  'error' AS severity,
  'DS' AS domain,
  r.USUBJID AS USUBJID,
  r.DSSEQ AS seq,
  'DSSTDTC' AS variable,
  CAST(r.EARLIEST AS STRING) AS value,
  CONCAT_WS(
    '',
    'DSSTDTC: expected a day on or after birth (',
    b.BRTHDTC,
    '), found ',
    CAST(r.EARLIEST AS STRING),
    '; ',
    CAST(r.ROWS_FOUND AS STRING),
    ' rows are dated so',
    CASE WHEN NOT r.LISTED IS NULL THEN CONCAT_WS('', ' (', r.LISTED, ')') END
  ) AS message,
  'correct the date, or BRTHDTC of the patient in DM' AS fix
FROM r
JOIN sdtm_dm AS b
  ON b.USUBJID = r.USUBJID;

-- check_before_birth_ex_exstdtc
WITH r AS (
  SELECT
    t.USUBJID,
    MIN(t.EXSTDTC_LAST) AS EARLIEST,
    MIN_BY(t.EXSEQ, t.EXSTDTC_LAST) AS EXSEQ,
    CASE
      WHEN COUNT(*) > 20
      THEN CONCAT_WS('', 'EXSEQ ', MIN(t.EXSEQ), ' to ', MAX(t.EXSEQ))
      ELSE CONCAT_WS(
        '',
        'EXSEQ ',
        LISTAGG(CAST(t.EXSEQ AS STRING), ', ') WITHIN GROUP (ORDER BY
          t.EXSEQ NULLS LAST)
      )
    END AS LISTED,
    COUNT(*) AS ROWS_FOUND
  FROM sdtm_ex AS t
  JOIN sdtm_dm AS d
    ON d.USUBJID = t.USUBJID AND t.EXSTDTC_LAST < d.BRTHDTC_FIRST
  GROUP BY
    t.USUBJID
)
SELECT
  'before-birth' AS rule,
  'error' AS severity,
  'EX' AS domain,
  r.USUBJID AS USUBJID,
  r.EXSEQ AS seq,
  'EXSTDTC' AS variable,
  CAST(r.EARLIEST AS STRING) AS value,
  CONCAT_WS(
    '',
    'EXSTDTC: expected a day on or after birth (',
    b.BRTHDTC,
    '), found ',
    CAST(r.EARLIEST AS STRING),
    '; ',
    CAST(r.ROWS_FOUND AS STRING),
    ' rows are dated so',
    CASE WHEN NOT r.LISTED IS NULL THEN CONCAT_WS('', ' (', r.LISTED, ')') END
  ) AS message,
  'correct the date, or BRTHDTC of the patient in DM' AS fix
FROM r
JOIN sdtm_dm AS b
  ON b.USUBJID = r.USUBJID;

-- check_before_birth_is_isdtc
WITH r AS (
  SELECT
    t.USUBJID,
    MIN(t.ISDTC_LAST) AS EARLIEST,
    MIN_BY(t.ISSEQ, t.ISDTC_LAST) AS ISSEQ,
    CASE
      WHEN COUNT(*) > 20
      THEN CONCAT_WS('', 'ISSEQ ', MIN(t.ISSEQ), ' to ', MAX(t.ISSEQ))
      ELSE CONCAT_WS(
        '',
        'ISSEQ ',
        LISTAGG(CAST(t.ISSEQ AS STRING), ', ') WITHIN GROUP (ORDER BY
          t.ISSEQ NULLS LAST)
      )
    END AS LISTED,
    COUNT(*) AS ROWS_FOUND
  FROM sdtm_is AS t
  JOIN sdtm_dm AS d
    ON d.USUBJID = t.USUBJID AND t.ISDTC_LAST < d.BRTHDTC_FIRST
  GROUP BY
    t.USUBJID
)
SELECT
  'before-birth' AS rule,
  'error' AS severity,
  'IS' AS domain,
  r.USUBJID AS USUBJID,
  r.ISSEQ AS seq,
  'ISDTC' AS variable,
  CAST(r.EARLIEST AS STRING) AS value,
  CONCAT_WS(
    '',
    'ISDTC: expected a day on or after birth (',
    b.BRTHDTC,
    '), found ',
    CAST(r.EARLIEST AS STRING),
    '; ',
    CAST(r.ROWS_FOUND AS STRING),
    ' results before birth are not used',
    CASE WHEN NOT r.LISTED IS NULL THEN CONCAT_WS('', ' (', r.LISTED, ')') END
  ) AS message,
  'correct the date, or BRTHDTC of the patient in DM' AS fix
FROM r
JOIN sdtm_dm AS b
  ON b.USUBJID = r.USUBJID;

-- check_before_birth_lb_lbdtc
WITH r AS (
  SELECT
    t.USUBJID,
    MIN(t.LBDTC_LAST) AS EARLIEST,
    MIN_BY(t.LBSEQ, t.LBDTC_LAST) AS LBSEQ,
    CASE
      WHEN COUNT(*) > 20
      THEN CONCAT_WS('', 'LBSEQ ', MIN(t.LBSEQ), ' to ', MAX(t.LBSEQ))
      ELSE CONCAT_WS(
        '',
        'LBSEQ ',
        LISTAGG(CAST(t.LBSEQ AS STRING), ', ') WITHIN GROUP (ORDER BY
          t.LBSEQ NULLS LAST)
      )
    END AS LISTED,
    COUNT(*) AS ROWS_FOUND
  FROM sdtm_lb AS t
  JOIN sdtm_dm AS d
    ON d.USUBJID = t.USUBJID AND t.LBDTC_LAST < d.BRTHDTC_FIRST
  GROUP BY
    t.USUBJID
)
SELECT
  'before-birth' AS rule,
  'error' AS severity,
  'LB' AS domain,
  r.USUBJID AS USUBJID,
  r.LBSEQ AS seq,
  'LBDTC' AS variable,
  CAST(r.EARLIEST AS STRING) AS value,
  CONCAT_WS(
    '',
    'LBDTC: expected a day on or after birth (',
    b.BRTHDTC,
    '), found ',
    CAST(r.EARLIEST AS STRING),
    '; ',
    CAST(r.ROWS_FOUND AS STRING),
    ' results before birth are not used',
    CASE WHEN NOT r.LISTED IS NULL THEN CONCAT_WS('', ' (', r.LISTED, ')') END
  ) AS message,
  'correct the date, or BRTHDTC of the patient in DM' AS fix
FROM r
JOIN sdtm_dm AS b
  ON b.USUBJID = r.USUBJID;

-- check_before_birth_mh_mhstdtc
WITH r AS (
  SELECT
    t.USUBJID,
    MIN(t.MHSTDTC_LAST) AS EARLIEST,
    MIN_BY(t.MHSEQ, t.MHSTDTC_LAST) AS MHSEQ,
    CASE
      WHEN COUNT(*) > 20
      THEN CONCAT_WS('', 'MHSEQ ', MIN(t.MHSEQ), ' to ', MAX(t.MHSEQ))
      ELSE CONCAT_WS(
        '',
        'MHSEQ ',
        LISTAGG(CAST(t.MHSEQ AS STRING), ', ') WITHIN GROUP (ORDER BY
          t.MHSEQ NULLS LAST)
      )
    END AS LISTED,
    COUNT(*) AS ROWS_FOUND
  FROM sdtm_mh AS t
  JOIN sdtm_dm AS d
    ON d.USUBJID = t.USUBJID AND t.MHSTDTC_LAST < d.BRTHDTC_FIRST
  GROUP BY
    t.USUBJID
)
SELECT
  'before-birth' AS rule,
  'error' AS severity,
  'MH' AS domain,
  r.USUBJID AS USUBJID,
  r.MHSEQ AS seq,
  'MHSTDTC' AS variable,
  CAST(r.EARLIEST AS STRING) AS value,
  CONCAT_WS(
    '',
    'MHSTDTC: expected a day on or after birth (',
    b.BRTHDTC,
    '), found ',
    CAST(r.EARLIEST AS STRING),
    '; ',
    CAST(r.ROWS_FOUND AS STRING),
    ' rows are dated so',
    CASE WHEN NOT r.LISTED IS NULL THEN CONCAT_WS('', ' (', r.LISTED, ')') END
  ) AS message,
  'correct the date, or BRTHDTC of the patient in DM' AS fix
FROM r
JOIN sdtm_dm AS b
  ON b.USUBJID = r.USUBJID;

-- check_before_birth_pr_prstdtc
WITH r AS (
  SELECT
    t.USUBJID,
    MIN(t.PRSTDTC_LAST) AS EARLIEST,
    MIN_BY(t.PRSEQ, t.PRSTDTC_LAST) AS PRSEQ,
    CASE
      WHEN COUNT(*) > 20
      THEN CONCAT_WS('', 'PRSEQ ', MIN(t.PRSEQ), ' to ', MAX(t.PRSEQ))
      ELSE CONCAT_WS(
        '',
        'PRSEQ ',
        LISTAGG(CAST(t.PRSEQ AS STRING), ', ') WITHIN GROUP (ORDER BY
          t.PRSEQ NULLS LAST)
      )
    END AS LISTED,
    COUNT(*) AS ROWS_FOUND
  FROM sdtm_pr AS t
  JOIN sdtm_dm AS d
    ON d.USUBJID = t.USUBJID AND t.PRSTDTC_LAST < d.BRTHDTC_FIRST
  GROUP BY
    t.USUBJID
)
SELECT
  'before-birth' AS rule,
  'error' AS severity,
  'PR' AS domain,
  r.USUBJID AS USUBJID,
  r.PRSEQ AS seq,
  'PRSTDTC' AS variable,
  CAST(r.EARLIEST AS STRING) AS value,
  CONCAT_WS(
    '',
    'PRSTDTC: expected a day on or after birth (',
    b.BRTHDTC,
    '), found ',
    CAST(r.EARLIEST AS STRING),
    '; ',
    CAST(r.ROWS_FOUND AS STRING),
    ' rows are dated so',
    CASE WHEN NOT r.LISTED IS NULL THEN CONCAT_WS('', ' (', r.LISTED, ')') END
  ) AS message,
  'correct the date, or BRTHDTC of the patient in DM' AS fix
FROM r
JOIN sdtm_dm AS b
  ON b.USUBJID = r.USUBJID;

-- check_before_birth_qs_qsdtc
WITH r AS (
  SELECT
    t.USUBJID,
    MIN(t.QSDTC_LAST) AS EARLIEST,
    MIN_BY(t.QSSEQ, t.QSDTC_LAST) AS QSSEQ,
    CASE
      WHEN COUNT(*) > 20
      THEN CONCAT_WS('', 'QSSEQ ', MIN(t.QSSEQ), ' to ', MAX(t.QSSEQ))
      ELSE CONCAT_WS(
        '',
        'QSSEQ ',
        LISTAGG(CAST(t.QSSEQ AS STRING), ', ') WITHIN GROUP (ORDER BY
          t.QSSEQ NULLS LAST)
      )
    END AS LISTED,
    COUNT(*) AS ROWS_FOUND
  FROM sdtm_qs AS t
  JOIN sdtm_dm AS d
    ON d.USUBJID = t.USUBJID AND t.QSDTC_LAST < d.BRTHDTC_FIRST
  GROUP BY
    t.USUBJID
)
SELECT
  'before-birth' AS rule,
  'error' AS severity,
  'QS' AS domain,
  r.USUBJID AS USUBJID,
  r.QSSEQ AS seq,
  'QSDTC' AS variable,
  CAST(r.EARLIEST AS STRING) AS value,
  CONCAT_WS(
    '',
    'QSDTC: expected a day on or after birth (',
    b.BRTHDTC,
    '), found ',
    CAST(r.EARLIEST AS STRING),
    '; ',
    CAST(r.ROWS_FOUND AS STRING),
    ' results before birth are not used',
    CASE WHEN NOT r.LISTED IS NULL THEN CONCAT_WS('', ' (', r.LISTED, ')') END
  ) AS message,
  'correct the date, or BRTHDTC of the patient in DM' AS fix
FROM r
JOIN sdtm_dm AS b
  ON b.USUBJID = r.USUBJID;

-- check_before_birth_re_redtc
WITH r AS (
  SELECT
    t.USUBJID,
    MIN(t.REDTC_LAST) AS EARLIEST,
    MIN_BY(t.RESEQ, t.REDTC_LAST) AS RESEQ,
    CASE
      WHEN COUNT(*) > 20
      THEN CONCAT_WS('', 'RESEQ ', MIN(t.RESEQ), ' to ', MAX(t.RESEQ))
      ELSE CONCAT_WS(
        '',
        'RESEQ ',
        LISTAGG(CAST(t.RESEQ AS STRING), ', ') WITHIN GROUP (ORDER BY
          t.RESEQ NULLS LAST)
      )
    END AS LISTED,
    COUNT(*) AS ROWS_FOUND
  FROM sdtm_re AS t
  JOIN sdtm_dm AS d
    ON d.USUBJID = t.USUBJID AND t.REDTC_LAST < d.BRTHDTC_FIRST
  GROUP BY
    t.USUBJID
)
SELECT
  'before-birth' AS rule,
  'error' AS severity,
  'RE' AS domain,
  r.USUBJID AS USUBJID,
  r.RESEQ AS seq,
  'REDTC' AS variable,
  CAST(r.EARLIEST AS STRING) AS value,
  CONCAT_WS(
    '',
    'REDTC: expected a day on or after birth (',
    b.BRTHDTC,
    '), found ',
    CAST(r.EARLIEST AS STRING),
    '; ',
    CAST(r.ROWS_FOUND AS STRING),
    ' results before birth are not used',
    CASE WHEN NOT r.LISTED IS NULL THEN CONCAT_WS('', ' (', r.LISTED, ')') END
  ) AS message,
  'correct the date, or BRTHDTC of the patient in DM' AS fix
FROM r
JOIN sdtm_dm AS b
  ON b.USUBJID = r.USUBJID;

-- check_before_birth_vs_vsdtc
WITH r AS (
  SELECT
    t.USUBJID,
    MIN(t.VSDTC_LAST) AS EARLIEST,
    MIN_BY(t.VSSEQ, t.VSDTC_LAST) AS VSSEQ,
    CASE
      WHEN COUNT(*) > 20
      THEN CONCAT_WS('', 'VSSEQ ', MIN(t.VSSEQ), ' to ', MAX(t.VSSEQ))
      ELSE CONCAT_WS(
        '',
        'VSSEQ ',
        LISTAGG(CAST(t.VSSEQ AS STRING), ', ') WITHIN GROUP (ORDER BY
          t.VSSEQ NULLS LAST)
      )
    END AS LISTED,
    COUNT(*) AS ROWS_FOUND
  FROM sdtm_vs AS t
  JOIN sdtm_dm AS d
    ON d.USUBJID = t.USUBJID AND t.VSDTC_LAST < d.BRTHDTC_FIRST
  GROUP BY
    t.USUBJID
)
SELECT
  'before-birth' AS rule,
  'error' AS severity,
  'VS' AS domain,
  r.USUBJID AS USUBJID,
  r.VSSEQ AS seq,
  'VSDTC' AS variable,
  CAST(r.EARLIEST AS STRING) AS value,
  CONCAT_WS(
    '',
    'VSDTC: expected a day on or after birth (',
    b.BRTHDTC,
    '), found ',
    CAST(r.EARLIEST AS STRING),
    '; ',
    CAST(r.ROWS_FOUND AS STRING),
    ' results before birth are not used',
    CASE WHEN NOT r.LISTED IS NULL THEN CONCAT_WS('', ' (', r.LISTED, ')') END
  ) AS message,
  'correct the date, or BRTHDTC of the patient in DM' AS fix
FROM r
JOIN sdtm_dm AS b
  ON b.USUBJID = r.USUBJID;

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
  CONCAT_WS(
    '',
    CONCAT_WS('', f.NAME, ', ', f.WORD, ' ', CAST(ROWNO - f.BEFORE + f.HEADER AS STRING)),
    ', ',
    MESSAGE
  ) AS message,
  FIX AS fix
FROM broken
JOIN source_file AS f
  ON f.FILE = FILENO
ORDER BY
  FILENO NULLS LAST,
  ROWNO NULLS LAST
LIMIT 1000;

-- check_death_differs
SELECT
  'death-differs' AS rule,
  'warning' AS severity,
  r.DOMAIN AS domain,
  r.USUBJID AS USUBJID,
  r.SEQ AS seq,
  r.VARIABLE AS variable,
  r.WRITTEN AS value,
  CONCAT_WS(
    '',
    r.DOMAIN,
    '.',
    r.VARIABLE,
    ': expected the death on ',
    k.WRITTEN,
    ' as in ',
    k.DOMAIN,
    '.',
    k.VARIABLE,
    ', found ',
    r.WRITTEN,
    '; ',
    k.WRITTEN,
    ' is used'
  ) AS message,
  'correct one of the two dates' AS fix
FROM death_record AS r
JOIN death_record AS k
  ON k.USUBJID = r.USUBJID AND k.PLACE = 1
WHERE
  r.PLACE > 1
  AND (
    r.FIRST > k.LAST OR (
      r.LAST < k.FIRST AND r.VARIABLE <> 'AESTDTC'
    )
  );

-- check_death_not_in_dm
SELECT
  'death-not-in-dm' AS rule,
  'warning' AS severity,
  k.DOMAIN AS domain,
  k.USUBJID AS USUBJID,
  k.SEQ AS seq,
  k.VARIABLE AS variable,
  k.WRITTEN AS value,
  CONCAT_WS(
    '',
    'domain DM: expected DTHDTC of ',
    k.USUBJID,
    ', who died by ',
    k.DOMAIN,
    '.',
    k.VARIABLE,
    ', found none; ',
    CASE
      WHEN k.DEATH IS NULL
      THEN 'no complete date is recorded, and the death is not used'
      WHEN k.VARIABLE = 'AESTDTC'
      THEN CONCAT_WS(
        '',
        'the fatal event has no end, and its start, ',
        k.WRITTEN,
        ', is used as the day of death'
      )
      ELSE CONCAT_WS('', k.WRITTEN, ' is used as the day of death')
    END
  ) AS message,
  'fill in DTHDTC, or correct the record of the death' AS fix
FROM death AS k
JOIN sdtm_dm AS d
  ON d.USUBJID = k.USUBJID AND d.DTHDTC IS NULL;

-- check_disease_unknown
WITH p AS (
  SELECT
    USUBJID,
    DISEASE,
    SOURCE,
    RECORDED,
    ROW_NUMBER() OVER (ORDER BY USUBJID NULLS LAST) AS N
  FROM protocol_patient
), a AS (
  SELECT
    COUNT(DISEASE) AS KNOWN,
    MAX(CASE WHEN SOURCE LIKE 'DM.%' THEN SOURCE END) AS SOURCE
  FROM p
)
SELECT
  'disease-unknown' AS rule,
  'warning' AS severity,
  'DM' AS domain,
  CASE WHEN a.KNOWN > 0 THEN p.USUBJID END AS USUBJID,
  CAST(NULL AS BIGINT) AS seq,
  CASE WHEN NOT p.DISEASE IS NULL THEN SUBSTRING(a.SOURCE, 4) END AS variable,
  CASE WHEN NOT p.DISEASE IS NULL THEN p.RECORDED END AS value,
  CASE
    WHEN a.KNOWN = 0
    THEN 'domain DM: expected the disease group (SLE, IIM, SSC) of the patients, found it of none; nothing is derived by disease'
    WHEN NOT p.DISEASE IS NULL
    THEN CONCAT_WS(
      '',
      a.SOURCE,
      ': expected a value that study.toml maps to a disease group, found \'',
      p.RECORDED,
      '\'; the group ',
      p.DISEASE,
      ' is that of MH'
    )
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
  (
    p.DISEASE IS NULL AND (
      a.KNOWN > 0 OR p.N = 1
    )
  )
  OR (
    p.SOURCE = 'MH' AND NOT a.SOURCE IS NULL AND NOT p.RECORDED IS NULL
  );

-- check_event_term_unmatched
SELECT
  'event-term-unmatched' AS rule,
  'note' AS severity,
  'AE' AS domain,
  CAST(NULL AS STRING) AS USUBJID,
  CAST(NULL AS BIGINT) AS seq,
  'AEDECOD' AS variable,
  w.WORD AS value,
  CONCAT_WS('', 'event ', e.LABEL, ' of study.toml: no adverse event has the term ', w.WORD) AS message,
  'nothing to do where the event has not happened; else write the whole term as AEDECOD or AETERM has it' AS fix
FROM protocol_event_word AS w
JOIN protocol_event AS e
  ON e.EVENT = w.EVENT
WHERE
  w.KIND = 'term'
  AND NOT EXISTS(
    SELECT
      1
    FROM sdtm_ae AS a
    WHERE
      UPPER(a.AEDECOD) = w.WORD OR UPPER(a.AETERM) = w.WORD
  );

-- check_frequency_unknown
SELECT
  'frequency-unknown' AS rule,
  'warning' AS severity,
  'CM' AS domain,
  m.USUBJID AS USUBJID,
  m.CMSEQ AS seq,
  'CMDOSFRQ' AS variable,
  m.CMDOSFRQ AS value,
  CONCAT_WS(
    '',
    'CMDOSFRQ: expected a frequency such as QD, BID, QOD or 1 TIME PER WEEK, found ',
    m.CMDOSFRQ,
    ' of ',
    m.CMTRT,
    '; its daily dose is not known'
  ) AS message,
  'write the CDISC term, or map the text in study.toml: [[codes]] with variable = "CMDOSFRQ"' AS fix
FROM sdtm_cm AS m
LEFT JOIN known_frequency AS k
  ON k.TEXT = UPPER(TRIM(m.CMDOSFRQ))
CROSS JOIN (
  SELECT
    COUNT(*) AS N
  FROM known_frequency
) AS n
WHERE
  k.TEXT IS NULL AND NOT m.CMDOSFRQ IS NULL AND NOT m.CMDOSE IS NULL AND n.N > 0;

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
  CONCAT_WS(
    '',
    CONCAT_WS('', f.NAME, ', ', f.WORD, ' ', CAST(ROWNO - f.BEFORE + f.HEADER AS STRING)),
    ', ',
    MESSAGE
  ) AS message,
  FIX AS fix
FROM broken
JOIN source_file AS f
  ON f.FILE = FILENO
ORDER BY
  FILENO NULLS LAST,
  ROWNO NULLS LAST
LIMIT 1000;

-- check_infusion_after_death
WITH i AS (
  SELECT
    x.USUBJID,
    MIN(x.EXSTDTC) AS WRITTEN,
    MIN_BY(x.EXSEQ, x.EXSTDTC_FIRST) AS SEQ
  FROM sdtm_ex AS x
  JOIN death AS d
    ON d.USUBJID = x.USUBJID AND x.EXSTDTC_FIRST > d.DIED
  WHERE
    x.EXCAT = 'CAR T'
  GROUP BY
    x.USUBJID
)
SELECT
  'infusion-after-death' AS rule,
  'error' AS severity,
  'EX' AS domain,
  i.USUBJID AS USUBJID,
  i.SEQ AS seq,
  'EXSTDTC' AS variable,
  i.WRITTEN AS value,
  CONCAT_WS(
    '',
    'EXSTDTC: expected the CAR T infusion up to the death (',
    k.WRITTEN,
    ' in ',
    k.DOMAIN,
    '.',
    k.VARIABLE,
    '), found ',
    i.WRITTEN,
    '; what is dated after the death is neither used nor counted as an event'
  ) AS message,
  'correct the date of the infusion or that of the death' AS fix
FROM i
JOIN death AS k
  ON k.USUBJID = i.USUBJID;

-- check_item_out_of_range
WITH suspect AS (
  SELECT DISTINCT
    o.DOMAIN,
    o.TESTCD
  FROM item_extreme AS o
  JOIN item_range AS r
    ON r.DOMAIN = o.DOMAIN
    AND r.TESTCD = o.TESTCD
    AND (
      r.CAT IS NULL OR r.CAT = o.CAT
    )
  WHERE
    o.LEAST_FOUND < r.LOW
    OR o.GREATEST_FOUND > r.HIGH
    OR o.TEXTS > 0
    OR (
      o.FRACTIONS > 0 AND NOT r.STEP IS NULL
    )
    OR (
      o.UNITS > 0 AND NOT r.UNITKEY IS NULL
    )
), known AS (
  SELECT DISTINCT
    UNITKEY
  FROM item_range
  WHERE
    NOT UNITKEY IS NULL
)
SELECT
  'item-out-of-range' AS rule,
  'error' AS severity,
  o.DOMAIN AS domain,
  o.USUBJID AS USUBJID,
  o.SEQ AS seq,
  CONCAT_WS('', o.DOMAIN, 'STRESN') AS variable,
  COALESCE(REGEXP_EXTRACT(CAST(o.VALUE AS STRING), '^-?[0-9]+([.][0-9]*[1-9])?', 0), o.TEXT) AS value,
  CONCAT_WS(
    '',
    o.DOMAIN,
    ' ',
    o.TESTCD,
    ' on ',
    o.DTC,
    ': expected ',
    CASE
      WHEN r.UNITKEY = '?'
      THEN CONCAT_WS('', 'a value without unit or in ', r.UNIT)
      ELSE CONCAT_WS(
        '',
        'a number from ',
        REGEXP_EXTRACT(CAST(r.LOW AS STRING), '^-?[0-9]+([.][0-9]*[1-9])?', 0),
        ' to ',
        REGEXP_EXTRACT(CAST(r.HIGH AS STRING), '^-?[0-9]+([.][0-9]*[1-9])?', 0),
        CASE WHEN r.UNIT = '' THEN '' ELSE CONCAT_WS('', ' ', r.UNIT) END,
        CASE
          WHEN r.STEP IS NULL OR o.VALUE % r.STEP = 0 OR o.VALUE IS NULL
          THEN ''
          WHEN r.STEP = 1
          THEN ', whole'
          ELSE CONCAT_WS(
            '',
            ' in steps of ',
            REGEXP_EXTRACT(CAST(r.STEP AS STRING), '^-?[0-9]+([.][0-9]*[1-9])?', 0)
          )
        END
      )
    END,
    ', found ',
    COALESCE(REGEXP_EXTRACT(CAST(o.VALUE AS STRING), '^-?[0-9]+([.][0-9]*[1-9])?', 0), o.TEXT),
    CASE
      WHEN r.UNITKEY IS NULL OR o.UNIT IS NULL
      THEN ''
      ELSE CONCAT_WS('', ' ', o.UNIT)
    END
  ) AS message,
  'correct the value; leave it empty when it is not known' AS fix
FROM observation AS o
JOIN suspect AS s
  ON s.DOMAIN = o.DOMAIN AND s.TESTCD = o.TESTCD
LEFT JOIN known AS k
  ON k.UNITKEY = COALESCE(UPPER(REPLACE(REPLACE(REPLACE(o.UNIT, ' ', ''), 'µ', 'u'), 'μ', 'u')), '')
JOIN item_range AS r
  ON r.DOMAIN = o.DOMAIN
  AND r.TESTCD = o.TESTCD
  AND (
    r.CAT IS NULL OR r.CAT = o.CAT
  )
  AND (
    r.UNITKEY IS NULL OR r.UNITKEY = COALESCE(k.UNITKEY, '?')
  )
WHERE
  o.VALUE < r.LOW
  OR o.VALUE > r.HIGH
  OR o.VALUE % r.STEP <> 0
  OR r.UNITKEY = '?'
  OR (
    o.VALUE IS NULL AND NOT o.TEXT IS NULL
  );

-- check_no_infusion
WITH cut AS (
  SELECT
    MAX(TRY_CAST(VALUE AS DATE)) AS DAY
  FROM protocol_setting
  WHERE
    NAME = 'study.data_cut'
), e AS (
  SELECT
    x.USUBJID,
    BOOL_OR(COALESCE(x.EXCAT = 'CAR T', FALSE)) AS LISTED,
    MIN(CASE WHEN x.EXCAT = 'CAR T' THEN x.EXSTDTC END) AS WRITTEN,
    BOOL_OR(
      COALESCE(
        x.EXCAT = 'CAR T'
        AND x.EXSTDTC_FIRST = x.EXSTDTC_LAST
        AND (
          c.DAY IS NULL OR x.EXSTDTC_FIRST <= c.DAY
        ),
        FALSE
      )
    ) AS INFUSED,
    MIN(CASE WHEN x.EXSTDTC_FIRST = x.EXSTDTC_LAST THEN x.EXSTDTC_FIRST END) AS EXPOSED
  FROM sdtm_ex AS x
  CROSS JOIN cut AS c
  GROUP BY
    x.USUBJID
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
    LISTED
), a AS (
  SELECT
    asked.N > 0 OR infused.N = 0 AS BY_EXPOSURE,
    asked.N = 0 AND infused.N = 0 AS FALLS_BACK
  FROM asked
  CROSS JOIN infused
), p AS (
  SELECT DISTINCT
    d.USUBJID,
    COALESCE(e.LISTED, FALSE) AS LISTED,
    COALESCE(e.INFUSED, FALSE) AS INFUSED,
    e.WRITTEN,
    e.EXPOSED,
    NOT e.USUBJID IS NULL AS IN_EX,
    CASE WHEN d.RFXSTDTC_FIRST = d.RFXSTDTC_LAST THEN d.RFXSTDTC_FIRST END AS REFERENCE
  FROM sdtm_dm AS d
  LEFT JOIN e
    ON e.USUBJID = d.USUBJID
), b AS (
  SELECT
    COUNT(EXPOSED) AS BY_EX,
    COUNT(*) FILTER(WHERE
      EXPOSED IS NULL AND NOT REFERENCE IS NULL) AS BY_DM,
    COUNT(*) FILTER(WHERE
      EXPOSED IS NULL AND REFERENCE IS NULL) AS BY_NOTHING
  FROM p
)
SELECT
  'no-infusion' AS rule,
  CASE
    WHEN p.LISTED
    OR NOT p.EXPOSED IS NULL
    OR NOT a.BY_EXPOSURE
    AND p.IN_EX
    OR NOT p.REFERENCE IS NULL
    THEN 'warning'
    ELSE 'note'
  END AS severity,
  'EX' AS domain,
  p.USUBJID AS USUBJID,
  CAST(NULL AS BIGINT) AS seq,
  CASE WHEN p.LISTED THEN 'EXSTDTC' ELSE 'EXCAT' END AS variable,
  CAST(NULL AS STRING) AS value,
  CONCAT_WS(
    '',
    'domain EX: expected ',
    CASE WHEN a.BY_EXPOSURE THEN 'a dated exposure' ELSE 'a dated CAR T infusion' END,
    ' of ',
    p.USUBJID,
    ', found ',
    CASE
      WHEN p.LISTED AND NOT a.BY_EXPOSURE
      THEN CASE
        WHEN p.WRITTEN IS NULL
        THEN 'one without date'
        ELSE CONCAT_WS('', 'one dated ', p.WRITTEN, ', which gives no day before the data cut')
      END
      WHEN p.IN_EX AND NOT a.BY_EXPOSURE
      THEN 'other exposure only'
      WHEN p.IN_EX
      THEN 'none that is dated'
      ELSE 'none'
    END,
    CASE
      WHEN a.BY_EXPOSURE AND NOT p.REFERENCE IS NULL
      THEN CONCAT_WS('', '; day 0 is DM.RFXSTDTC, ', CAST(p.REFERENCE AS STRING))
      ELSE '; the patient has no day 0'
    END
  ) AS message,
  'fill in EXSTDTC, or name the category or treatment of the infusion in study.toml, section [exposure]' AS fix
FROM p
CROSS JOIN a
CROSS JOIN b
WHERE
  CASE
    WHEN a.BY_EXPOSURE
    THEN p.EXPOSED IS NULL
    AND (
      p.REFERENCE IS NULL OR b.BY_EX > 0 OR NOT a.FALLS_BACK
    )
    ELSE NOT p.INFUSED
  END
UNION ALL
SELECT
  'no-infusion' AS rule,
  'warning' AS severity,
  'EX' AS domain,
  CAST(NULL AS STRING) AS USUBJID,
  CAST(NULL AS BIGINT) AS seq,
  'EXCAT' AS variable,
  CAST(NULL AS STRING) AS value,
  CONCAT_WS(
    '',
    'domain EX: expected a CAR T infusion, found none in the study; day 0 is the first exposure: by EX of ',
    CAST(b.BY_EX AS STRING),
    ', by DM.RFXSTDTC of ',
    CAST(b.BY_DM AS STRING),
    ', of none of ',
    CAST(b.BY_NOTHING AS STRING),
    ' patients'
  ) AS message,
  'fill in EXSTDTC, or name the category or treatment of the infusion in study.toml, section [exposure]' AS fix
FROM a
CROSS JOIN b
WHERE
  a.FALLS_BACK;

-- check_result_contradicts_cp
WITH r AS (
  SELECT
    USUBJID,
    CPSEQ AS SEQ,
    CPTESTCD AS TESTCD,
    CPDTC AS DTC,
    CPSTRESU AS UNIT,
    TRIM(CPORRES) AS RECORDED,
    TRY_CAST(TRIM(CPORRES) AS DECIMAL(18, 6)) AS ORIGINAL,
    CPSTRESN AS STANDARD
  FROM sdtm_cp
  WHERE
    TRY_CAST(TRIM(CPORRES) AS DECIMAL(18, 6)) <> CPSTRESN
    AND COALESCE(UPPER(REPLACE(REPLACE(REPLACE(CPORRESU, ' ', ''), 'µ', 'u'), 'μ', 'u')), '') = COALESCE(UPPER(REPLACE(REPLACE(REPLACE(CPSTRESU, ' ', ''), 'µ', 'u'), 'μ', 'u')), '')
    AND COALESCE(UPPER(CPSTAT), '') <> 'NOT DONE'
)
SELECT
  'result-contradicts' AS rule,
  'warning' AS severity,
  'CP' AS domain,
  USUBJID AS USUBJID,
  SEQ AS seq,
  'CPSTRESN' AS variable,
  CONCAT_WS(
    '',
    RECORDED,
    ' / ',
    REGEXP_EXTRACT(CAST(STANDARD AS STRING), '^-?[0-9]+([.][0-9]*[1-9])?', 0)
  ) AS value,
  CONCAT_WS(
    '',
    'CPSTRESN of ',
    TESTCD,
    ' on ',
    DTC,
    ': expected CPORRES ',
    RECORDED,
    ' in the same unit, found ',
    REGEXP_EXTRACT(CAST(STANDARD AS STRING), '^-?[0-9]+([.][0-9]*[1-9])?', 0),
    CASE WHEN NOT UNIT IS NULL THEN CONCAT_WS('', ' ', UNIT) END,
    '; the standardised result is used'
  ) AS message,
  'correct the one that is wrong, or its unit' AS fix
FROM r
WHERE
  CAST(ABS(ORIGINAL - STANDARD) AS DOUBLE) > GREATEST(
    0.500001 * POWER(
      10,
      -LEAST(
        LENGTH(REGEXP_EXTRACT(RECORDED, '^[^.]*[.]([0-9]*)')),
        LENGTH(
          REGEXP_EXTRACT(
            REGEXP_EXTRACT(CAST(STANDARD AS STRING), '^-?[0-9]+([.][0-9]*[1-9])?', 0),
            '^[^.]*[.]([0-9]*)'
          )
        )
      )
    ),
    0.000001 * ABS(CAST(STANDARD AS DOUBLE))
  );

-- check_result_contradicts_is
WITH r AS (
  SELECT
    USUBJID,
    ISSEQ AS SEQ,
    ISTESTCD AS TESTCD,
    ISDTC AS DTC,
    ISSTRESU AS UNIT,
    TRIM(ISORRES) AS RECORDED,
    TRY_CAST(TRIM(ISORRES) AS DECIMAL(18, 6)) AS ORIGINAL,
    ISSTRESN AS STANDARD
  FROM sdtm_is
  WHERE
    TRY_CAST(TRIM(ISORRES) AS DECIMAL(18, 6)) <> ISSTRESN
    AND COALESCE(UPPER(REPLACE(REPLACE(REPLACE(ISORRESU, ' ', ''), 'µ', 'u'), 'μ', 'u')), '') = COALESCE(UPPER(REPLACE(REPLACE(REPLACE(ISSTRESU, ' ', ''), 'µ', 'u'), 'μ', 'u')), '')
    AND COALESCE(UPPER(ISSTAT), '') <> 'NOT DONE'
)
SELECT
  'result-contradicts' AS rule,
  'warning' AS severity,
  'IS' AS domain,
  USUBJID AS USUBJID,
  SEQ AS seq,
  'ISSTRESN' AS variable,
  CONCAT_WS(
    '',
    RECORDED,
    ' / ',
    REGEXP_EXTRACT(CAST(STANDARD AS STRING), '^-?[0-9]+([.][0-9]*[1-9])?', 0)
  ) AS value,
  CONCAT_WS(
    '',
    'ISSTRESN of ',
    TESTCD,
    ' on ',
    DTC,
    ': expected ISORRES ',
    RECORDED,
    ' in the same unit, found ',
    REGEXP_EXTRACT(CAST(STANDARD AS STRING), '^-?[0-9]+([.][0-9]*[1-9])?', 0),
    CASE WHEN NOT UNIT IS NULL THEN CONCAT_WS('', ' ', UNIT) END,
    '; the standardised result is used'
  ) AS message,
  'correct the one that is wrong, or its unit' AS fix
FROM r
WHERE
  CAST(ABS(ORIGINAL - STANDARD) AS DOUBLE) > GREATEST(
    0.500001 * POWER(
      10,
      -LEAST(
        LENGTH(REGEXP_EXTRACT(RECORDED, '^[^.]*[.]([0-9]*)')),
        LENGTH(
          REGEXP_EXTRACT(
            REGEXP_EXTRACT(CAST(STANDARD AS STRING), '^-?[0-9]+([.][0-9]*[1-9])?', 0),
            '^[^.]*[.]([0-9]*)'
          )
        )
      )
    ),
    0.000001 * ABS(CAST(STANDARD AS DOUBLE))
  );

-- check_result_contradicts_lb
WITH r AS (
  SELECT
    USUBJID,
    LBSEQ AS SEQ,
    LBTESTCD AS TESTCD,
    LBDTC AS DTC,
    LBSTRESU AS UNIT,
    TRIM(LBORRES) AS RECORDED,
    TRY_CAST(TRIM(LBORRES) AS DECIMAL(18, 6)) AS ORIGINAL,
    LBSTRESN AS STANDARD
  FROM sdtm_lb
  WHERE
    TRY_CAST(TRIM(LBORRES) AS DECIMAL(18, 6)) <> LBSTRESN
    AND COALESCE(UPPER(REPLACE(REPLACE(REPLACE(LBORRESU, ' ', ''), 'µ', 'u'), 'μ', 'u')), '') = COALESCE(UPPER(REPLACE(REPLACE(REPLACE(LBSTRESU, ' ', ''), 'µ', 'u'), 'μ', 'u')), '')
    AND COALESCE(UPPER(LBSTAT), '') <> 'NOT DONE'
)
SELECT
  'result-contradicts' AS rule,
  'warning' AS severity,
  'LB' AS domain,
  USUBJID AS USUBJID,
  SEQ AS seq,
  'LBSTRESN' AS variable,
  CONCAT_WS(
    '',
    RECORDED,
    ' / ',
    REGEXP_EXTRACT(CAST(STANDARD AS STRING), '^-?[0-9]+([.][0-9]*[1-9])?', 0)
  ) AS value,
  CONCAT_WS(
    '',
    'LBSTRESN of ',
    TESTCD,
    ' on ',
    DTC,
    ': expected LBORRES ',
    RECORDED,
    ' in the same unit, found ',
    REGEXP_EXTRACT(CAST(STANDARD AS STRING), '^-?[0-9]+([.][0-9]*[1-9])?', 0),
    CASE WHEN NOT UNIT IS NULL THEN CONCAT_WS('', ' ', UNIT) END,
    '; the standardised result is used'
  ) AS message,
  'correct the one that is wrong, or its unit' AS fix
FROM r
WHERE
  CAST(ABS(ORIGINAL - STANDARD) AS DOUBLE) > GREATEST(
    0.500001 * POWER(
      10,
      -LEAST(
        LENGTH(REGEXP_EXTRACT(RECORDED, '^[^.]*[.]([0-9]*)')),
        LENGTH(
          REGEXP_EXTRACT(
            REGEXP_EXTRACT(CAST(STANDARD AS STRING), '^-?[0-9]+([.][0-9]*[1-9])?', 0),
            '^[^.]*[.]([0-9]*)'
          )
        )
      )
    ),
    0.000001 * ABS(CAST(STANDARD AS DOUBLE))
  );

-- check_result_contradicts_qs
WITH r AS (
  SELECT
    USUBJID,
    QSSEQ AS SEQ,
    QSTESTCD AS TESTCD,
    QSDTC AS DTC,
    QSSTRESU AS UNIT,
    TRIM(QSORRES) AS RECORDED,
    TRY_CAST(TRIM(QSORRES) AS DECIMAL(18, 6)) AS ORIGINAL,
    QSSTRESN AS STANDARD
  FROM sdtm_qs
  WHERE
    TRY_CAST(TRIM(QSORRES) AS DECIMAL(18, 6)) <> QSSTRESN
    AND COALESCE(UPPER(REPLACE(REPLACE(REPLACE(QSORRESU, ' ', ''), 'µ', 'u'), 'μ', 'u')), '') = COALESCE(UPPER(REPLACE(REPLACE(REPLACE(QSSTRESU, ' ', ''), 'µ', 'u'), 'μ', 'u')), '')
    AND COALESCE(UPPER(QSSTAT), '') <> 'NOT DONE'
)
SELECT
  'result-contradicts' AS rule,
  'warning' AS severity,
  'QS' AS domain,
  USUBJID AS USUBJID,
  SEQ AS seq,
  'QSSTRESN' AS variable,
  CONCAT_WS(
    '',
    RECORDED,
    ' / ',
    REGEXP_EXTRACT(CAST(STANDARD AS STRING), '^-?[0-9]+([.][0-9]*[1-9])?', 0)
  ) AS value,
  CONCAT_WS(
    '',
    'QSSTRESN of ',
    TESTCD,
    ' on ',
    DTC,
    ': expected QSORRES ',
    RECORDED,
    ' in the same unit, found ',
    REGEXP_EXTRACT(CAST(STANDARD AS STRING), '^-?[0-9]+([.][0-9]*[1-9])?', 0),
    CASE WHEN NOT UNIT IS NULL THEN CONCAT_WS('', ' ', UNIT) END,
    '; the standardised result is used'
  ) AS message,
  'correct the one that is wrong, or its unit' AS fix
FROM r
WHERE
  CAST(ABS(ORIGINAL - STANDARD) AS DOUBLE) > GREATEST(
    0.500001 * POWER(
      10,
      -LEAST(
        LENGTH(REGEXP_EXTRACT(RECORDED, '^[^.]*[.]([0-9]*)')),
        LENGTH(
          REGEXP_EXTRACT(
            REGEXP_EXTRACT(CAST(STANDARD AS STRING), '^-?[0-9]+([.][0-9]*[1-9])?', 0),
            '^[^.]*[.]([0-9]*)'
          )
        )
      )
    ),
    0.000001 * ABS(CAST(STANDARD AS DOUBLE))
  );

-- check_result_contradicts_re
WITH r AS (
  SELECT
    USUBJID,
    RESEQ AS SEQ,
    RETESTCD AS TESTCD,
    REDTC AS DTC,
    RESTRESU AS UNIT,
    TRIM(REORRES) AS RECORDED,
    TRY_CAST(TRIM(REORRES) AS DECIMAL(18, 6)) AS ORIGINAL,
    RESTRESN AS STANDARD
  FROM sdtm_re
  WHERE
    TRY_CAST(TRIM(REORRES) AS DECIMAL(18, 6)) <> RESTRESN
    AND COALESCE(UPPER(REPLACE(REPLACE(REPLACE(REORRESU, ' ', ''), 'µ', 'u'), 'μ', 'u')), '') = COALESCE(UPPER(REPLACE(REPLACE(REPLACE(RESTRESU, ' ', ''), 'µ', 'u'), 'μ', 'u')), '')
    AND COALESCE(UPPER(RESTAT), '') <> 'NOT DONE'
)
SELECT
  'result-contradicts' AS rule,
  'warning' AS severity,
  'RE' AS domain,
  USUBJID AS USUBJID,
  SEQ AS seq,
  'RESTRESN' AS variable,
  CONCAT_WS(
    '',
    RECORDED,
    ' / ',
    REGEXP_EXTRACT(CAST(STANDARD AS STRING), '^-?[0-9]+([.][0-9]*[1-9])?', 0)
  ) AS value,
  CONCAT_WS(
    '',
    'RESTRESN of ',
    TESTCD,
    ' on ',
    DTC,
    ': expected REORRES ',
    RECORDED,
    ' in the same unit, found ',
    REGEXP_EXTRACT(CAST(STANDARD AS STRING), '^-?[0-9]+([.][0-9]*[1-9])?', 0),
    CASE WHEN NOT UNIT IS NULL THEN CONCAT_WS('', ' ', UNIT) END,
    '; the standardised result is used'
  ) AS message,
  'correct the one that is wrong, or its unit' AS fix
FROM r
WHERE
  CAST(ABS(ORIGINAL - STANDARD) AS DOUBLE) > GREATEST(
    0.500001 * POWER(
      10,
      -LEAST(
        LENGTH(REGEXP_EXTRACT(RECORDED, '^[^.]*[.]([0-9]*)')),
        LENGTH(
          REGEXP_EXTRACT(
            REGEXP_EXTRACT(CAST(STANDARD AS STRING), '^-?[0-9]+([.][0-9]*[1-9])?', 0),
            '^[^.]*[.]([0-9]*)'
          )
        )
      )
    ),
    0.000001 * ABS(CAST(STANDARD AS DOUBLE))
  );

-- check_result_contradicts_vs
WITH r AS (
  SELECT
    USUBJID,
    VSSEQ AS SEQ,
    VSTESTCD AS TESTCD,
    VSDTC AS DTC,
    VSSTRESU AS UNIT,
    TRIM(VSORRES) AS RECORDED,
    TRY_CAST(TRIM(VSORRES) AS DECIMAL(18, 6)) AS ORIGINAL,
    VSSTRESN AS STANDARD
  FROM sdtm_vs
  WHERE
    TRY_CAST(TRIM(VSORRES) AS DECIMAL(18, 6)) <> VSSTRESN
    AND COALESCE(UPPER(REPLACE(REPLACE(REPLACE(VSORRESU, ' ', ''), 'µ', 'u'), 'μ', 'u')), '') = COALESCE(UPPER(REPLACE(REPLACE(REPLACE(VSSTRESU, ' ', ''), 'µ', 'u'), 'μ', 'u')), '')
    AND COALESCE(UPPER(VSSTAT), '') <> 'NOT DONE'
)
SELECT
  'result-contradicts' AS rule,
  'warning' AS severity,
  'VS' AS domain,
  USUBJID AS USUBJID,
  SEQ AS seq,
  'VSSTRESN' AS variable,
  CONCAT_WS(
    '',
    RECORDED,
    ' / ',
    REGEXP_EXTRACT(CAST(STANDARD AS STRING), '^-?[0-9]+([.][0-9]*[1-9])?', 0)
  ) AS value,
  CONCAT_WS(
    '',
    'VSSTRESN of ',
    TESTCD,
    ' on ',
    DTC,
    ': expected VSORRES ',
    RECORDED,
    ' in the same unit, found ',
    REGEXP_EXTRACT(CAST(STANDARD AS STRING), '^-?[0-9]+([.][0-9]*[1-9])?', 0),
    CASE WHEN NOT UNIT IS NULL THEN CONCAT_WS('', ' ', UNIT) END,
    '; the standardised result is used'
  ) AS message,
  'correct the one that is wrong, or its unit' AS fix
FROM r
WHERE
  CAST(ABS(ORIGINAL - STANDARD) AS DOUBLE) > GREATEST(
    0.500001 * POWER(
      10,
      -LEAST(
        LENGTH(REGEXP_EXTRACT(RECORDED, '^[^.]*[.]([0-9]*)')),
        LENGTH(
          REGEXP_EXTRACT(
            REGEXP_EXTRACT(CAST(STANDARD AS STRING), '^-?[0-9]+([.][0-9]*[1-9])?', 0),
            '^[^.]*[.]([0-9]*)'
          )
        )
      )
    ),
    0.000001 * ABS(CAST(STANDARD AS DOUBLE))
  );

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

-- check_serious_differs
SELECT
  'serious-differs' AS rule,
  'warning' AS severity,
  'AE' AS domain,
  USUBJID AS USUBJID,
  MIN(AESEQ) AS seq,
  'AESER' AS variable,
  CAST(COUNT(*) AS STRING) AS value,
  CONCAT_WS(
    '',
    'AESER: expected Y, as ',
    CONCAT_WS(
      ', ',
      CASE WHEN BOOL_OR(UPPER(AESHOSP) = 'Y') THEN 'AESHOSP' END,
      CASE WHEN BOOL_OR(UPPER(AESLIFE) = 'Y') THEN 'AESLIFE' END,
      CASE WHEN BOOL_OR(UPPER(AESDTH) = 'Y') THEN 'AESDTH' END,
      CASE WHEN BOOL_OR(UPPER(AESDISAB) = 'Y') THEN 'AESDISAB' END,
      CASE WHEN BOOL_OR(UPPER(AESMIE) = 'Y') THEN 'AESMIE' END
    ),
    ' is Y, found N of ',
    CONCAT_WS(
      '',
      CAST(COUNT(*) AS STRING),
      CASE WHEN COUNT(*) = 1 THEN ' event' ELSE ' events' END
    ),
    ' (',
    CASE
      WHEN COUNT(*) > 20
      THEN CONCAT_WS('', 'AESEQ ', MIN(AESEQ), ' to ', MAX(AESEQ))
      ELSE CONCAT_WS(
        '',
        'AESEQ ',
        LISTAGG(CAST(AESEQ AS STRING), ', ') WITHIN GROUP (ORDER BY
          AESEQ NULLS LAST)
      )
    END,
    '); AESER is used'
  ) AS message,
  'correct AESER or the criterion' AS fix
FROM sdtm_ae
WHERE
  UPPER(AESER) = 'N'
  AND (
    UPPER(AESHOSP) = 'Y'
    OR UPPER(AESLIFE) = 'Y'
    OR UPPER(AESDTH) = 'Y'
    OR UPPER(AESDISAB) = 'Y'
    OR UPPER(AESMIE) = 'Y'
  )
GROUP BY
  USUBJID;

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
  d.USUBJID AS USUBJID,
  CAST(NULL AS BIGINT) AS seq,
  'USUBJID' AS variable,
  CAST(COUNT(*) AS STRING) AS value,
  CONCAT_WS(
    '',
    'domain DM: expected one row a patient, found ',
    CAST(COUNT(*) AS STRING),
    ' of ',
    d.USUBJID,
    '; the first is used, the others are not'
  ) AS message,
  'keep one row a patient' AS fix
FROM (
  SELECT
    NULLIF(TRIM(`USUBJID`), '') AS USUBJID
  FROM raw_dm
) AS d
WHERE
  NOT d.USUBJID IS NULL
GROUP BY
  d.USUBJID
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

-- check_unit_at_one_assessment
SELECT
  'unit-at-one-assessment' AS rule,
  'error' AS severity,
  'QS' AS domain,
  o.USUBJID AS USUBJID,
  o.SEQ AS seq,
  'QSSTRESU' AS variable,
  REGEXP_EXTRACT(CAST(o.VALUE AS STRING), '^-?[0-9]+([.][0-9]*[1-9])?', 0) AS value,
  CONCAT_WS(
    '',
    'QS ',
    o.TESTCD,
    ' on ',
    o.DTC,
    ': expected a value with its unit, as another assessment of the patient has ',
    x.UNIT,
    ', found ',
    REGEXP_EXTRACT(CAST(o.VALUE AS STRING), '^-?[0-9]+([.][0-9]*[1-9])?', 0),
    ' without unit; the value is not used'
  ) AS message,
  'fill the unit in' AS fix
FROM observation AS o
JOIN scale_without_unit AS x
  ON x.USUBJID = o.USUBJID
  AND x.TESTCD = o.TESTCD
  AND COALESCE(x.CAT, '') = COALESCE(o.CAT, '')
WHERE
  o.DOMAIN = 'QS' AND o.UNIT IS NULL AND NOT o.VALUE IS NULL;

-- check_value_refused
SELECT
  'value-refused' AS rule,
  'error' AS severity,
  q.DOMAIN AS domain,
  q.USUBJID AS USUBJID,
  q.SEQ AS seq,
  CONCAT_WS('', q.DOMAIN, CASE q.REFUSED WHEN 'implausible' THEN 'STRESN' ELSE 'STRESU' END) AS variable,
  CONCAT_WS(
    ' ',
    REGEXP_EXTRACT(CAST(o.VALUE AS STRING), '^-?[0-9]+([.][0-9]*[1-9])?', 0),
    o.UNIT
  ) AS value,
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
      THEN CONCAT_WS(
        '',
        'a value from ',
        REGEXP_EXTRACT(CAST(t.LOW AS STRING), '^-?[0-9]+([.][0-9]*[1-9])?', 0),
        ' to ',
        REGEXP_EXTRACT(CAST(t.HIGH AS STRING), '^-?[0-9]+([.][0-9]*[1-9])?', 0),
        ' ',
        t.UNIT
      )
      ELSE CONCAT_WS('', 'a unit such as ', t.UNIT)
    END,
    ', found ',
    REGEXP_EXTRACT(CAST(o.VALUE AS STRING), '^-?[0-9]+([.][0-9]*[1-9])?', 0),
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

-- check_value_unreadable
SELECT
  'value-unreadable' AS rule,
  'warning' AS severity,
  q.DOMAIN AS domain,
  q.USUBJID AS USUBJID,
  q.SEQ AS seq,
  CONCAT_WS('', q.DOMAIN, CASE WHEN q.VALUE < 0 THEN 'STRESN' ELSE 'STRESC' END) AS variable,
  CASE
    WHEN q.VALUE < 0
    THEN REGEXP_EXTRACT(CAST(q.VALUE AS STRING), '^-?[0-9]+([.][0-9]*[1-9])?', 0)
    ELSE q.TEXT
  END AS value,
  CONCAT_WS(
    '',
    q.DOMAIN,
    ' ',
    q.TESTCD,
    ' on ',
    q.DTC,
    ': expected ',
    CASE WHEN q.VALUE < 0 THEN 'a number of 0 or more' ELSE 'a number' END,
    ', found ',
    CASE
      WHEN q.VALUE < 0
      THEN REGEXP_EXTRACT(CAST(q.VALUE AS STRING), '^-?[0-9]+([.][0-9]*[1-9])?', 0)
      ELSE CONCAT_WS('', '\'', q.TEXT, '\'')
    END,
    '; the result is not used'
  ) AS message,
  'correct the result, or write one below quantification as < and the limit' AS fix
FROM quantity AS q
WHERE
  (
    q.DOMAIN IN ('CP', 'IS')
    AND q.REFUSED IS NULL
    AND (
      q.VALUE < 0
      OR (
        q.VALUE IS NULL
        AND NOT q.TEXT IS NULL
        AND NOT UPPER(TRIM(q.TEXT)) IN (
          'BLQ',
          'BLOQ',
          'BQL',
          '<LLOQ',
          '<LOQ',
          'BELOW LLOQ',
          'ND',
          'NOT DETECTED',
          'UNDETECTABLE',
          'NOT DONE',
          'NEGATIVE',
          'NEG',
          'NON-REACTIVE',
          'POSITIVE',
          'POS',
          'REACTIVE',
          'BORDERLINE',
          'EQUIVOCAL',
          'INDETERMINATE'
        )
        AND NOT TRIM(q.TEXT) RLIKE '^[<>]?=? ?1 ?: ?[0-9]+$'
      )
    )
  )
  OR (
    q.DOMAIN IN ('LB', 'VS', 'RE')
    AND q.REFUSED IS NULL
    AND q.VALUE IS NULL
    AND NOT q.TEXT IS NULL
    AND NOT UPPER(TRIM(q.TEXT)) IN (
      'BLQ',
      'BLOQ',
      'BQL',
      '<LLOQ',
      '<LOQ',
      'BELOW LLOQ',
      'ND',
      'NOT DETECTED',
      'UNDETECTABLE',
      'NOT DONE',
      'NEGATIVE',
      'NEG',
      'NON-REACTIVE',
      'POSITIVE',
      'POS',
      'REACTIVE',
      'BORDERLINE',
      'EQUIVOCAL',
      'INDETERMINATE',
      'TRACE',
      'NORMAL',
      'ABNORMAL',
      'NOT APPLICABLE',
      'N/A',
      'NA'
    )
    AND NOT TRIM(q.TEXT) RLIKE '^[<>]?=? ?1 ?: ?[0-9]+$'
    AND NOT TRIM(q.TEXT) RLIKE '^([0-9]? ?[+]+|[+]+ ?[0-9]?|-+)$'
    AND q.TESTCD IN (
      SELECT
        TESTCD
      FROM unit_test
    )
  );
