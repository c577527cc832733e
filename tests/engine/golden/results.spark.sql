-- result_csledai
SELECT
  USUBJID,
  ADT,
  TWICE,
  CASE WHEN low_exact = high_exact THEN CAST(low_exact AS DOUBLE) END AS value,
  CAST(low_exact AS DOUBLE) AS low,
  CAST(high_exact AS DOUBLE) AS high,
  CASE WHEN low_exact = high_exact THEN 'DETERMINED' ELSE 'UNDETERMINED' END AS status,
  CAST(NULL AS STRING) AS category,
  NULLIF(
    CONCAT_WS(
      '; ',
      CASE
        WHEN COALESCE(low_exact <> high_exact, TRUE)
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
        TWICE,
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

-- result_doris_2021
SELECT
  USUBJID,
  ADT,
  TWICE,
  CASE WHEN low_exact = high_exact THEN CAST(low_exact AS DOUBLE) END AS value,
  CAST(low_exact AS DOUBLE) AS low,
  CAST(high_exact AS DOUBLE) AS high,
  CASE WHEN low_exact = high_exact THEN 'DETERMINED' ELSE 'UNDETERMINED' END AS status,
  CAST(CASE WHEN holds THEN 'Y' WHEN NOT holds THEN 'N' ELSE 'UNDETERMINED' END AS STRING) AS category,
  NULLIF(
    CONCAT_WS(
      '; ',
      CASE
        WHEN COALESCE(low_exact <> high_exact, TRUE)
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
        WHEN holds IS NULL AND part_1 IS NULL AND clause_clinical_sledai IS NULL
        THEN 'open: clinical SLEDAI is 0'
        WHEN NOT holds AND NOT part_1 AND NOT clause_clinical_sledai
        THEN 'not met: clinical SLEDAI is 0'
      END,
      CASE
        WHEN holds IS NULL AND part_2 IS NULL AND clause_pga IS NULL
        THEN 'open: physician global below 0.5'
        WHEN NOT holds AND NOT part_2 AND NOT clause_pga
        THEN 'not met: physician global below 0.5'
      END,
      CASE
        WHEN holds IS NULL AND part_3 IS NULL AND clause_glucocorticoid IS NULL
        THEN 'open: prednisone equivalent at most 5 mg/day'
        WHEN NOT holds AND NOT part_3 AND NOT clause_glucocorticoid
        THEN 'not met: prednisone equivalent at most 5 mg/day'
      END,
      CASE
        WHEN holds IS NULL AND part_4 IS NULL AND clause_stable IS NULL
        THEN 'open: immunosuppressives and biologics stable'
        WHEN NOT holds AND NOT part_4 AND NOT clause_stable
        THEN 'not met: immunosuppressives and biologics stable'
      END,
      CASE
        WHEN holds IS NULL AND part_5 IS NULL AND clause_investigational IS NULL
        THEN 'open: no investigational drug, where excluded'
        WHEN NOT holds AND NOT part_5 AND NOT clause_investigational
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
      part_1 AND part_2 AND part_3 AND part_4 AND part_5 AS holds
    FROM (
      SELECT
        *,
        clause_clinical_sledai AS part_1,
        clause_pga AS part_2,
        clause_glucocorticoid AS part_3,
        clause_stable AS part_4,
        clause_investigational AS part_5
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
            TWICE,
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
  ) AS layer
) AS evaluated;

-- result_doris_2021_drug_free
SELECT
  USUBJID,
  ADT,
  TWICE,
  CASE WHEN low_exact = high_exact THEN CAST(low_exact AS DOUBLE) END AS value,
  CAST(low_exact AS DOUBLE) AS low,
  CAST(high_exact AS DOUBLE) AS high,
  CASE WHEN low_exact = high_exact THEN 'DETERMINED' ELSE 'UNDETERMINED' END AS status,
  CAST(CASE WHEN holds THEN 'Y' WHEN NOT holds THEN 'N' ELSE 'UNDETERMINED' END AS STRING) AS category,
  NULLIF(
    CONCAT_WS(
      '; ',
      CASE
        WHEN COALESCE(low_exact <> high_exact, TRUE)
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
        WHEN holds IS NULL AND part_1 IS NULL AND clause_clinical_sledai IS NULL
        THEN 'open: clinical SLEDAI is 0'
        WHEN NOT holds AND NOT part_1 AND NOT clause_clinical_sledai
        THEN 'not met: clinical SLEDAI is 0'
      END,
      CASE
        WHEN holds IS NULL AND part_2 IS NULL AND clause_pga IS NULL
        THEN 'open: physician global below 0.5'
        WHEN NOT holds AND NOT part_2 AND NOT clause_pga
        THEN 'not met: physician global below 0.5'
      END,
      CASE
        WHEN holds IS NULL AND part_3 IS NULL AND clause_gc_free IS NULL
        THEN 'open: no glucocorticoid'
        WHEN NOT holds AND NOT part_3 AND NOT clause_gc_free
        THEN 'not met: no glucocorticoid'
      END,
      CASE
        WHEN holds IS NULL AND part_4 IS NULL AND clause_is_free IS NULL
        THEN 'open: no immunosuppressive'
        WHEN NOT holds AND NOT part_4 AND NOT clause_is_free
        THEN 'not met: no immunosuppressive'
      END,
      CASE
        WHEN holds IS NULL AND part_5 IS NULL AND clause_bio_free IS NULL
        THEN 'open: no biologic'
        WHEN NOT holds AND NOT part_5 AND NOT clause_bio_free
        THEN 'not met: no biologic'
      END,
      CASE
        WHEN holds IS NULL AND part_6 IS NULL AND clause_am_free IS NULL
        THEN 'open: no antimalarial'
        WHEN NOT holds AND NOT part_6 AND NOT clause_am_free
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
      part_1 AND part_2 AND part_3 AND part_4 AND part_5 AND part_6 AS holds
    FROM (
      SELECT
        *,
        clause_clinical_sledai AS part_1,
        clause_pga AS part_2,
        clause_gc_free AS part_3,
        clause_is_free AS part_4,
        clause_bio_free AS part_5,
        clause_am_free AS part_6
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
            TWICE,
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
  ) AS layer
) AS evaluated;

-- result_doris_2021_gc_free
SELECT
  USUBJID,
  ADT,
  TWICE,
  CASE WHEN low_exact = high_exact THEN CAST(low_exact AS DOUBLE) END AS value,
  CAST(low_exact AS DOUBLE) AS low,
  CAST(high_exact AS DOUBLE) AS high,
  CASE WHEN low_exact = high_exact THEN 'DETERMINED' ELSE 'UNDETERMINED' END AS status,
  CAST(CASE WHEN holds THEN 'Y' WHEN NOT holds THEN 'N' ELSE 'UNDETERMINED' END AS STRING) AS category,
  NULLIF(
    CONCAT_WS(
      '; ',
      CASE
        WHEN COALESCE(low_exact <> high_exact, TRUE)
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
        WHEN holds IS NULL AND part_1 IS NULL AND clause_clinical_sledai IS NULL
        THEN 'open: clinical SLEDAI is 0'
        WHEN NOT holds AND NOT part_1 AND NOT clause_clinical_sledai
        THEN 'not met: clinical SLEDAI is 0'
      END,
      CASE
        WHEN holds IS NULL AND part_2 IS NULL AND clause_pga IS NULL
        THEN 'open: physician global below 0.5'
        WHEN NOT holds AND NOT part_2 AND NOT clause_pga
        THEN 'not met: physician global below 0.5'
      END,
      CASE
        WHEN holds IS NULL AND part_3 IS NULL AND clause_gc_free IS NULL
        THEN 'open: no glucocorticoid'
        WHEN NOT holds AND NOT part_3 AND NOT clause_gc_free
        THEN 'not met: no glucocorticoid'
      END,
      CASE
        WHEN holds IS NULL AND part_4 IS NULL AND clause_stable IS NULL
        THEN 'open: immunosuppressives and biologics stable'
        WHEN NOT holds AND NOT part_4 AND NOT clause_stable
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
      part_1 AND part_2 AND part_3 AND part_4 AS holds
    FROM (
      SELECT
        *,
        clause_clinical_sledai AS part_1,
        clause_pga AS part_2,
        clause_gc_free AS part_3,
        clause_stable AS part_4
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
            TWICE,
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
  ) AS layer
) AS evaluated;

-- result_doris_2021_off
SELECT
  USUBJID,
  ADT,
  TWICE,
  CASE WHEN low_exact = high_exact THEN CAST(low_exact AS DOUBLE) END AS value,
  CAST(low_exact AS DOUBLE) AS low,
  CAST(high_exact AS DOUBLE) AS high,
  CASE WHEN low_exact = high_exact THEN 'DETERMINED' ELSE 'UNDETERMINED' END AS status,
  CAST(CASE WHEN holds THEN 'Y' WHEN NOT holds THEN 'N' ELSE 'UNDETERMINED' END AS STRING) AS category,
  NULLIF(
    CONCAT_WS(
      '; ',
      CASE
        WHEN COALESCE(low_exact <> high_exact, TRUE)
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
        WHEN holds IS NULL AND part_1 IS NULL AND clause_clinical_sledai IS NULL
        THEN 'open: clinical SLEDAI is 0'
        WHEN NOT holds AND NOT part_1 AND NOT clause_clinical_sledai
        THEN 'not met: clinical SLEDAI is 0'
      END,
      CASE
        WHEN holds IS NULL AND part_2 IS NULL AND clause_pga IS NULL
        THEN 'open: physician global below 0.5'
        WHEN NOT holds AND NOT part_2 AND NOT clause_pga
        THEN 'not met: physician global below 0.5'
      END,
      CASE
        WHEN holds IS NULL AND part_3 IS NULL AND clause_gc_free IS NULL
        THEN 'open: no glucocorticoid'
        WHEN NOT holds AND NOT part_3 AND NOT clause_gc_free
        THEN 'not met: no glucocorticoid'
      END,
      CASE
        WHEN holds IS NULL AND part_4 IS NULL AND clause_is_free IS NULL
        THEN 'open: no immunosuppressive'
        WHEN NOT holds AND NOT part_4 AND NOT clause_is_free
        THEN 'not met: no immunosuppressive'
      END,
      CASE
        WHEN holds IS NULL AND part_5 IS NULL AND clause_bio_free IS NULL
        THEN 'open: no biologic'
        WHEN NOT holds AND NOT part_5 AND NOT clause_bio_free
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
      part_1 AND part_2 AND part_3 AND part_4 AND part_5 AS holds
    FROM (
      SELECT
        *,
        clause_clinical_sledai AS part_1,
        clause_pga AS part_2,
        clause_gc_free AS part_3,
        clause_is_free AS part_4,
        clause_bio_free AS part_5
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
            TWICE,
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
  ) AS layer
) AS evaluated;

-- result_egfr_ckd_epi_2021
SELECT
  USUBJID,
  ADT,
  TWICE,
  CASE
    WHEN COALESCE(NOT (
      age_years >= 18
    ), FALSE)
    THEN NULL
    ELSE CASE
      WHEN NOT (
        (
          age_years >= 18
        ) IS NULL
      )
      THEN CASE WHEN low_exact = high_exact THEN CAST(low_exact AS DOUBLE) END
    END
  END AS value,
  CASE
    WHEN COALESCE(NOT (
      age_years >= 18
    ), FALSE)
    THEN NULL
    ELSE CAST(low_exact AS DOUBLE)
  END AS low,
  CASE
    WHEN COALESCE(NOT (
      age_years >= 18
    ), FALSE)
    THEN NULL
    ELSE CAST(high_exact AS DOUBLE)
  END AS high,
  CASE
    WHEN COALESCE(NOT (
      age_years >= 18
    ), FALSE)
    THEN 'NOT_APPLICABLE'
    ELSE CASE
      WHEN (
        age_years >= 18
      ) IS NULL
      THEN 'UNDETERMINED'
      ELSE CASE WHEN low_exact = high_exact THEN 'DETERMINED' ELSE 'UNDETERMINED' END
    END
  END AS status,
  CASE
    WHEN COALESCE(NOT (
      age_years >= 18
    ), FALSE)
    THEN NULL
    ELSE CASE WHEN (
      age_years >= 18
    ) IS NULL THEN NULL ELSE CAST(NULL AS STRING) END
  END AS category,
  CASE
    WHEN COALESCE(NOT (
      age_years >= 18
    ), FALSE)
    THEN 'not applicable: expected age of 18 years or more'
    ELSE CASE
      WHEN (
        age_years >= 18
      ) IS NULL
      THEN CONCAT_WS(
        '; ',
        'open: applies only with age of 18 years or more, which is unknown',
        CONCAT(
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
      )
      ELSE NULLIF(
        CONCAT_WS(
          '; ',
          CASE
            WHEN COALESCE(low_exact <> high_exact, TRUE)
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
      )
    END
  END AS reason
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
              CAST(COALESCE(creatinine, 0.1) AS DOUBLE) / CASE WHEN COALESCE(sex, 'f') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          CASE WHEN COALESCE(sex, 'f') = 'f' THEN -0.241 ELSE -0.302 END
        ) * POWER(
          GREATEST(
            (
              CAST(COALESCE(creatinine, 0.1) AS DOUBLE) / CASE WHEN COALESCE(sex, 'f') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          -1.200
        ) * POWER(CAST(0.9938 AS DOUBLE), COALESCE(age_years, 18)) * CASE WHEN COALESCE(sex, 'f') = 'f' THEN 1.012 ELSE 1 END,
        142 * POWER(
          LEAST(
            (
              CAST(COALESCE(creatinine, 0.1) AS DOUBLE) / CASE WHEN COALESCE(sex, 'm') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          CASE WHEN COALESCE(sex, 'm') = 'f' THEN -0.241 ELSE -0.302 END
        ) * POWER(
          GREATEST(
            (
              CAST(COALESCE(creatinine, 0.1) AS DOUBLE) / CASE WHEN COALESCE(sex, 'm') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          -1.200
        ) * POWER(CAST(0.9938 AS DOUBLE), COALESCE(age_years, 18)) * CASE WHEN COALESCE(sex, 'm') = 'f' THEN 1.012 ELSE 1 END,
        142 * POWER(
          LEAST(
            (
              CAST(COALESCE(creatinine, 0.1) AS DOUBLE) / CASE WHEN COALESCE(sex, 'f') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          CASE WHEN COALESCE(sex, 'f') = 'f' THEN -0.241 ELSE -0.302 END
        ) * POWER(
          GREATEST(
            (
              CAST(COALESCE(creatinine, 0.1) AS DOUBLE) / CASE WHEN COALESCE(sex, 'f') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          -1.200
        ) * POWER(CAST(0.9938 AS DOUBLE), COALESCE(age_years, 120)) * CASE WHEN COALESCE(sex, 'f') = 'f' THEN 1.012 ELSE 1 END,
        142 * POWER(
          LEAST(
            (
              CAST(COALESCE(creatinine, 0.1) AS DOUBLE) / CASE WHEN COALESCE(sex, 'm') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          CASE WHEN COALESCE(sex, 'm') = 'f' THEN -0.241 ELSE -0.302 END
        ) * POWER(
          GREATEST(
            (
              CAST(COALESCE(creatinine, 0.1) AS DOUBLE) / CASE WHEN COALESCE(sex, 'm') = 'f' THEN 0.7 ELSE 0.9 END
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
              CAST(COALESCE(creatinine, 0.1) AS DOUBLE) / CASE WHEN COALESCE(sex, 'f') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          CASE WHEN COALESCE(sex, 'f') = 'f' THEN -0.241 ELSE -0.302 END
        ) * POWER(
          GREATEST(
            (
              CAST(COALESCE(creatinine, 0.1) AS DOUBLE) / CASE WHEN COALESCE(sex, 'f') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          -1.200
        ) * POWER(CAST(0.9938 AS DOUBLE), COALESCE(age_years, 18)) * CASE WHEN COALESCE(sex, 'f') = 'f' THEN 1.012 ELSE 1 END,
        142 * POWER(
          LEAST(
            (
              CAST(COALESCE(creatinine, 0.1) AS DOUBLE) / CASE WHEN COALESCE(sex, 'm') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          CASE WHEN COALESCE(sex, 'm') = 'f' THEN -0.241 ELSE -0.302 END
        ) * POWER(
          GREATEST(
            (
              CAST(COALESCE(creatinine, 0.1) AS DOUBLE) / CASE WHEN COALESCE(sex, 'm') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          -1.200
        ) * POWER(CAST(0.9938 AS DOUBLE), COALESCE(age_years, 18)) * CASE WHEN COALESCE(sex, 'm') = 'f' THEN 1.012 ELSE 1 END,
        142 * POWER(
          LEAST(
            (
              CAST(COALESCE(creatinine, 0.1) AS DOUBLE) / CASE WHEN COALESCE(sex, 'f') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          CASE WHEN COALESCE(sex, 'f') = 'f' THEN -0.241 ELSE -0.302 END
        ) * POWER(
          GREATEST(
            (
              CAST(COALESCE(creatinine, 0.1) AS DOUBLE) / CASE WHEN COALESCE(sex, 'f') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          -1.200
        ) * POWER(CAST(0.9938 AS DOUBLE), COALESCE(age_years, 120)) * CASE WHEN COALESCE(sex, 'f') = 'f' THEN 1.012 ELSE 1 END,
        142 * POWER(
          LEAST(
            (
              CAST(COALESCE(creatinine, 0.1) AS DOUBLE) / CASE WHEN COALESCE(sex, 'm') = 'f' THEN 0.7 ELSE 0.9 END
            ),
            1
          ),
          CASE WHEN COALESCE(sex, 'm') = 'f' THEN -0.241 ELSE -0.302 END
        ) * POWER(
          GREATEST(
            (
              CAST(COALESCE(creatinine, 0.1) AS DOUBLE) / CASE WHEN COALESCE(sex, 'm') = 'f' THEN 0.7 ELSE 0.9 END
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
        TWICE,
        creatinine,
        age_years,
        sex
      FROM assessment_2
    ) AS layer
  ) AS layer
) AS evaluated;

-- result_eustar_2017
SELECT
  USUBJID,
  ADT,
  TWICE,
  CASE WHEN low_exact = high_exact THEN CAST(low_exact AS DOUBLE) END AS value,
  CAST(low_exact AS DOUBLE) AS low,
  CAST(high_exact AS DOUBLE) AS high,
  CASE WHEN low_exact = high_exact THEN 'DETERMINED' ELSE 'UNDETERMINED' END AS status,
  CAST(CASE WHEN category_low = category_high THEN category_low END AS STRING) AS category,
  NULLIF(
    CONCAT_WS(
      '; ',
      CASE
        WHEN COALESCE(low_exact <> high_exact, TRUE)
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
          CASE WHEN COALESCE(dlco_pct, 2) < 70 THEN 1 ELSE 0 * COALESCE(dlco_pct, 2) END,
          CASE WHEN COALESCE(dlco_pct, 250) < 70 THEN 1 ELSE 0 * COALESCE(dlco_pct, 250) END
        ) AS term_6_low,
        GREATEST(
          CASE WHEN COALESCE(dlco_pct, 2) < 70 THEN 1 ELSE 0 * COALESCE(dlco_pct, 2) END,
          CASE WHEN COALESCE(dlco_pct, 250) < 70 THEN 1 ELSE 0 * COALESCE(dlco_pct, 250) END
        ) AS term_6_high
      FROM (
        SELECT
          USUBJID,
          ADT,
          TWICE,
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
  TWICE,
  CASE WHEN low_exact = high_exact THEN CAST(low_exact AS DOUBLE) END AS value,
  CAST(low_exact AS DOUBLE) AS low,
  CAST(high_exact AS DOUBLE) AS high,
  CASE WHEN low_exact = high_exact THEN 'DETERMINED' ELSE 'UNDETERMINED' END AS status,
  CAST(NULL AS STRING) AS category,
  NULLIF(
    CONCAT_WS(
      '; ',
      CASE
        WHEN COALESCE(low_exact <> high_exact, TRUE) AND (
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
        TWICE,
        exm
      FROM assessment_4
    ) AS layer
  ) AS layer
) AS evaluated;

-- result_haq_di
SELECT
  USUBJID,
  ADT,
  TWICE,
  CASE WHEN low_exact = high_exact THEN CAST(low_exact AS DOUBLE) END AS value,
  CAST(low_exact AS DOUBLE) AS low,
  CAST(high_exact AS DOUBLE) AS high,
  CASE WHEN low_exact = high_exact THEN 'DETERMINED' ELSE 'UNDETERMINED' END AS status,
  CAST(NULL AS STRING) AS category,
  NULLIF(
    CONCAT_WS(
      '; ',
      CASE
        WHEN COALESCE(low_exact <> high_exact, TRUE) AND (
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
        TWICE,
        haq
      FROM assessment_5
    ) AS layer
  ) AS layer
) AS evaluated;

-- result_imacs_improvement
SELECT
  USUBJID,
  ADT,
  TWICE,
  CASE
    WHEN COALESCE(
      NOT (
        COALESCE(mmt <= COALESCE(mmt_max, mmt_max_base), TRUE)
        AND COALESCE(mmt_base <= COALESCE(mmt_max, mmt_max_base), TRUE)
        AND COALESCE(mmt_max_base = COALESCE(mmt_max, mmt_max_base), TRUE)
        AND NOT (
          (
            COALESCE(mmt_max, mmt_max_base)
          ) IS NULL
          AND NOT mmt IS NULL
          AND NOT mmt_base IS NULL
          AND (
            LEAST(mmt, mmt_base) <= 80
            AND GREATEST(mmt, mmt_base) > 80
            OR LEAST(mmt, mmt_base) <= 150
            AND GREATEST(mmt, mmt_base) > 150
          )
        )
      ),
      FALSE
    )
    THEN NULL
    ELSE CASE WHEN low_exact = high_exact THEN CAST(low_exact AS DOUBLE) END
  END AS value,
  CASE
    WHEN COALESCE(
      NOT (
        COALESCE(mmt <= COALESCE(mmt_max, mmt_max_base), TRUE)
        AND COALESCE(mmt_base <= COALESCE(mmt_max, mmt_max_base), TRUE)
        AND COALESCE(mmt_max_base = COALESCE(mmt_max, mmt_max_base), TRUE)
        AND NOT (
          (
            COALESCE(mmt_max, mmt_max_base)
          ) IS NULL
          AND NOT mmt IS NULL
          AND NOT mmt_base IS NULL
          AND (
            LEAST(mmt, mmt_base) <= 80
            AND GREATEST(mmt, mmt_base) > 80
            OR LEAST(mmt, mmt_base) <= 150
            AND GREATEST(mmt, mmt_base) > 150
          )
        )
      ),
      FALSE
    )
    THEN NULL
    ELSE CAST(low_exact AS DOUBLE)
  END AS low,
  CASE
    WHEN COALESCE(
      NOT (
        COALESCE(mmt <= COALESCE(mmt_max, mmt_max_base), TRUE)
        AND COALESCE(mmt_base <= COALESCE(mmt_max, mmt_max_base), TRUE)
        AND COALESCE(mmt_max_base = COALESCE(mmt_max, mmt_max_base), TRUE)
        AND NOT (
          (
            COALESCE(mmt_max, mmt_max_base)
          ) IS NULL
          AND NOT mmt IS NULL
          AND NOT mmt_base IS NULL
          AND (
            LEAST(mmt, mmt_base) <= 80
            AND GREATEST(mmt, mmt_base) > 80
            OR LEAST(mmt, mmt_base) <= 150
            AND GREATEST(mmt, mmt_base) > 150
          )
        )
      ),
      FALSE
    )
    THEN NULL
    ELSE CAST(high_exact AS DOUBLE)
  END AS high,
  CASE
    WHEN COALESCE(
      NOT (
        COALESCE(mmt <= COALESCE(mmt_max, mmt_max_base), TRUE)
        AND COALESCE(mmt_base <= COALESCE(mmt_max, mmt_max_base), TRUE)
        AND COALESCE(mmt_max_base = COALESCE(mmt_max, mmt_max_base), TRUE)
        AND NOT (
          (
            COALESCE(mmt_max, mmt_max_base)
          ) IS NULL
          AND NOT mmt IS NULL
          AND NOT mmt_base IS NULL
          AND (
            LEAST(mmt, mmt_base) <= 80
            AND GREATEST(mmt, mmt_base) > 80
            OR LEAST(mmt, mmt_base) <= 150
            AND GREATEST(mmt, mmt_base) > 150
          )
        )
      ),
      FALSE
    )
    THEN 'NOT_APPLICABLE'
    ELSE CASE WHEN low_exact = high_exact THEN 'DETERMINED' ELSE 'UNDETERMINED' END
  END AS status,
  CASE
    WHEN COALESCE(
      NOT (
        COALESCE(mmt <= COALESCE(mmt_max, mmt_max_base), TRUE)
        AND COALESCE(mmt_base <= COALESCE(mmt_max, mmt_max_base), TRUE)
        AND COALESCE(mmt_max_base = COALESCE(mmt_max, mmt_max_base), TRUE)
        AND NOT (
          (
            COALESCE(mmt_max, mmt_max_base)
          ) IS NULL
          AND NOT mmt IS NULL
          AND NOT mmt_base IS NULL
          AND (
            LEAST(mmt, mmt_base) <= 80
            AND GREATEST(mmt, mmt_base) > 80
            OR LEAST(mmt, mmt_base) <= 150
            AND GREATEST(mmt, mmt_base) > 150
          )
        )
      ),
      FALSE
    )
    THEN NULL
    ELSE CAST(CASE WHEN holds THEN 'Y' WHEN NOT holds THEN 'N' ELSE 'UNDETERMINED' END AS STRING)
  END AS category,
  CASE
    WHEN COALESCE(
      NOT (
        COALESCE(mmt <= COALESCE(mmt_max, mmt_max_base), TRUE)
        AND COALESCE(mmt_base <= COALESCE(mmt_max, mmt_max_base), TRUE)
        AND COALESCE(mmt_max_base = COALESCE(mmt_max, mmt_max_base), TRUE)
        AND NOT (
          (
            COALESCE(mmt_max, mmt_max_base)
          ) IS NULL
          AND NOT mmt IS NULL
          AND NOT mmt_base IS NULL
          AND (
            LEAST(mmt, mmt_base) <= 80
            AND GREATEST(mmt, mmt_base) > 80
            OR LEAST(mmt, mmt_base) <= 150
            AND GREATEST(mmt, mmt_base) > 150
          )
        )
      ),
      FALSE
    )
    THEN 'not applicable: expected muscle tests that are all on one form and not above its maximum; mmt_max (80, 150 or 260) must be given where one total is above 80 or 150 and another is not'
    ELSE NULLIF(
      CONCAT_WS(
        '; ',
        CASE
          WHEN COALESCE(low_exact <> high_exact, TRUE)
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
          WHEN holds IS NULL
          AND part_1 IS NULL
          AND clause_better_phga IS NULL
          AND (
            phga_base = 0
          )
          THEN 'open: physician global better by 20 % of its baseline (baseline 0: relative change cannot be told)'
          WHEN holds IS NULL AND part_1 IS NULL AND clause_better_phga IS NULL
          THEN 'open: physician global better by 20 % of its baseline'
          WHEN NOT holds AND NOT part_1 AND NOT clause_better_phga AND (
            phga_base = 0
          )
          THEN 'not met: physician global better by 20 % of its baseline (baseline 0: relative change cannot be told)'
          WHEN NOT holds AND NOT part_1 AND NOT clause_better_phga
          THEN 'not met: physician global better by 20 % of its baseline'
        END,
        CASE
          WHEN holds IS NULL
          AND part_1 IS NULL
          AND clause_better_ptga IS NULL
          AND (
            ptga_base = 0
          )
          THEN 'open: patient global better by 20 % of its baseline (baseline 0: relative change cannot be told)'
          WHEN holds IS NULL AND part_1 IS NULL AND clause_better_ptga IS NULL
          THEN 'open: patient global better by 20 % of its baseline'
          WHEN NOT holds AND NOT part_1 AND NOT clause_better_ptga AND (
            ptga_base = 0
          )
          THEN 'not met: patient global better by 20 % of its baseline (baseline 0: relative change cannot be told)'
          WHEN NOT holds AND NOT part_1 AND NOT clause_better_ptga
          THEN 'not met: patient global better by 20 % of its baseline'
        END,
        CASE
          WHEN holds IS NULL
          AND part_1 IS NULL
          AND clause_better_mmt IS NULL
          AND (
            mmt_base = 0
          )
          THEN 'open: muscle strength better by 20 % of its baseline (baseline 0: relative change cannot be told)'
          WHEN holds IS NULL AND part_1 IS NULL AND clause_better_mmt IS NULL
          THEN 'open: muscle strength better by 20 % of its baseline'
          WHEN NOT holds AND NOT part_1 AND NOT clause_better_mmt AND (
            mmt_base = 0
          )
          THEN 'not met: muscle strength better by 20 % of its baseline (baseline 0: relative change cannot be told)'
          WHEN NOT holds AND NOT part_1 AND NOT clause_better_mmt
          THEN 'not met: muscle strength better by 20 % of its baseline'
        END,
        CASE
          WHEN holds IS NULL
          AND part_1 IS NULL
          AND clause_better_haq IS NULL
          AND (
            haq_base = 0
          )
          THEN 'open: HAQ better by 20 % of its baseline (baseline 0: relative change cannot be told)'
          WHEN holds IS NULL AND part_1 IS NULL AND clause_better_haq IS NULL
          THEN 'open: HAQ better by 20 % of its baseline'
          WHEN NOT holds AND NOT part_1 AND NOT clause_better_haq AND (
            haq_base = 0
          )
          THEN 'not met: HAQ better by 20 % of its baseline (baseline 0: relative change cannot be told)'
          WHEN NOT holds AND NOT part_1 AND NOT clause_better_haq
          THEN 'not met: HAQ better by 20 % of its baseline'
        END,
        CASE
          WHEN holds IS NULL
          AND part_1 IS NULL
          AND clause_better_exm IS NULL
          AND (
            exm_base = 0
          )
          THEN 'open: extramuscular global better by 20 % of its baseline (baseline 0: relative change cannot be told)'
          WHEN holds IS NULL AND part_1 IS NULL AND clause_better_exm IS NULL
          THEN 'open: extramuscular global better by 20 % of its baseline'
          WHEN NOT holds AND NOT part_1 AND NOT clause_better_exm AND (
            exm_base = 0
          )
          THEN 'not met: extramuscular global better by 20 % of its baseline (baseline 0: relative change cannot be told)'
          WHEN NOT holds AND NOT part_1 AND NOT clause_better_exm
          THEN 'not met: extramuscular global better by 20 % of its baseline'
        END,
        CASE
          WHEN holds IS NULL
          AND part_1 IS NULL
          AND clause_better_enzyme IS NULL
          AND (
            enzyme_base = 0
          )
          THEN 'open: muscle enzyme better by 20 % of its baseline (baseline 0: relative change cannot be told)'
          WHEN holds IS NULL AND part_1 IS NULL AND clause_better_enzyme IS NULL
          THEN 'open: muscle enzyme better by 20 % of its baseline'
          WHEN NOT holds AND NOT part_1 AND NOT clause_better_enzyme AND (
            enzyme_base = 0
          )
          THEN 'not met: muscle enzyme better by 20 % of its baseline (baseline 0: relative change cannot be told)'
          WHEN NOT holds AND NOT part_1 AND NOT clause_better_enzyme
          THEN 'not met: muscle enzyme better by 20 % of its baseline'
        END,
        CASE
          WHEN holds IS NULL
          AND part_2 IS NULL
          AND clause_worse_phga IS NULL
          AND (
            phga_base = 0
          )
          THEN 'open: physician global worse (baseline 0: relative change cannot be told)'
          WHEN holds IS NULL AND part_2 IS NULL AND clause_worse_phga IS NULL
          THEN 'open: physician global worse'
          WHEN NOT holds AND NOT part_2 AND clause_worse_phga
          THEN 'ruled out by: physician global worse'
        END,
        CASE
          WHEN holds IS NULL
          AND part_2 IS NULL
          AND clause_worse_ptga IS NULL
          AND (
            ptga_base = 0
          )
          THEN 'open: patient global worse (baseline 0: relative change cannot be told)'
          WHEN holds IS NULL AND part_2 IS NULL AND clause_worse_ptga IS NULL
          THEN 'open: patient global worse'
          WHEN NOT holds AND NOT part_2 AND clause_worse_ptga
          THEN 'ruled out by: patient global worse'
        END,
        CASE
          WHEN holds IS NULL
          AND part_2 IS NULL
          AND clause_worse_mmt IS NULL
          AND (
            mmt_base = 0
          )
          THEN 'open: muscle strength worse (baseline 0: relative change cannot be told)'
          WHEN holds IS NULL AND part_2 IS NULL AND clause_worse_mmt IS NULL
          THEN 'open: muscle strength worse'
          WHEN NOT holds AND NOT part_2 AND clause_worse_mmt
          THEN 'ruled out by: muscle strength worse'
          WHEN holds IS NULL
          AND part_3 IS NULL
          AND clause_worse_mmt IS NULL
          AND (
            mmt_base = 0
          )
          THEN 'open: muscle strength worse (baseline 0: relative change cannot be told)'
          WHEN holds IS NULL AND part_3 IS NULL AND clause_worse_mmt IS NULL
          THEN 'open: muscle strength worse'
          WHEN NOT holds AND NOT part_3 AND clause_worse_mmt
          THEN 'ruled out by: muscle strength worse'
        END,
        CASE
          WHEN holds IS NULL
          AND part_2 IS NULL
          AND clause_worse_haq IS NULL
          AND (
            haq_base = 0
          )
          THEN 'open: HAQ worse (baseline 0: relative change cannot be told)'
          WHEN holds IS NULL AND part_2 IS NULL AND clause_worse_haq IS NULL
          THEN 'open: HAQ worse'
          WHEN NOT holds AND NOT part_2 AND clause_worse_haq
          THEN 'ruled out by: HAQ worse'
        END,
        CASE
          WHEN holds IS NULL
          AND part_2 IS NULL
          AND clause_worse_exm IS NULL
          AND (
            exm_base = 0
          )
          THEN 'open: extramuscular global worse (baseline 0: relative change cannot be told)'
          WHEN holds IS NULL AND part_2 IS NULL AND clause_worse_exm IS NULL
          THEN 'open: extramuscular global worse'
          WHEN NOT holds AND NOT part_2 AND clause_worse_exm
          THEN 'ruled out by: extramuscular global worse'
        END,
        CASE
          WHEN holds IS NULL
          AND part_2 IS NULL
          AND clause_worse_enzyme IS NULL
          AND (
            enzyme_base = 0
          )
          THEN 'open: muscle enzyme worse (baseline 0: relative change cannot be told)'
          WHEN holds IS NULL AND part_2 IS NULL AND clause_worse_enzyme IS NULL
          THEN 'open: muscle enzyme worse'
          WHEN NOT holds AND NOT part_2 AND clause_worse_enzyme
          THEN 'ruled out by: muscle enzyme worse'
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
      part_1 AND part_2 AND part_3 AS holds
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
        ) AS part_1,
        NOT (
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
        ) AS part_2,
        NOT clause_worse_mmt AS part_3
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
            TWICE,
            phga_base,
            ptga_base,
            mmt_base,
            mmt_max_base,
            haq_base,
            exm_base,
            enzyme_base,
            phga,
            ptga,
            mmt,
            mmt_max,
            haq,
            exm,
            enzyme
          FROM assessment_6
        ) AS layer
      ) AS layer
    ) AS layer
  ) AS layer
) AS evaluated;

-- result_imacs_worsening
SELECT
  USUBJID,
  ADT,
  TWICE,
  CASE
    WHEN COALESCE(
      NOT (
        COALESCE(mmt <= COALESCE(mmt_max, mmt_max_base), TRUE)
        AND COALESCE(mmt_base <= COALESCE(mmt_max, mmt_max_base), TRUE)
        AND COALESCE(mmt_max_base = COALESCE(mmt_max, mmt_max_base), TRUE)
        AND NOT (
          (
            COALESCE(mmt_max, mmt_max_base)
          ) IS NULL
          AND NOT mmt IS NULL
          AND NOT mmt_base IS NULL
          AND (
            LEAST(mmt, mmt_base) <= 80
            AND GREATEST(mmt, mmt_base) > 80
            OR LEAST(mmt, mmt_base) <= 150
            AND GREATEST(mmt, mmt_base) > 150
          )
        )
      ),
      FALSE
    )
    THEN NULL
    ELSE CASE WHEN low_exact = high_exact THEN CAST(low_exact AS DOUBLE) END
  END AS value,
  CASE
    WHEN COALESCE(
      NOT (
        COALESCE(mmt <= COALESCE(mmt_max, mmt_max_base), TRUE)
        AND COALESCE(mmt_base <= COALESCE(mmt_max, mmt_max_base), TRUE)
        AND COALESCE(mmt_max_base = COALESCE(mmt_max, mmt_max_base), TRUE)
        AND NOT (
          (
            COALESCE(mmt_max, mmt_max_base)
          ) IS NULL
          AND NOT mmt IS NULL
          AND NOT mmt_base IS NULL
          AND (
            LEAST(mmt, mmt_base) <= 80
            AND GREATEST(mmt, mmt_base) > 80
            OR LEAST(mmt, mmt_base) <= 150
            AND GREATEST(mmt, mmt_base) > 150
          )
        )
      ),
      FALSE
    )
    THEN NULL
    ELSE CAST(low_exact AS DOUBLE)
  END AS low,
  CASE
    WHEN COALESCE(
      NOT (
        COALESCE(mmt <= COALESCE(mmt_max, mmt_max_base), TRUE)
        AND COALESCE(mmt_base <= COALESCE(mmt_max, mmt_max_base), TRUE)
        AND COALESCE(mmt_max_base = COALESCE(mmt_max, mmt_max_base), TRUE)
        AND NOT (
          (
            COALESCE(mmt_max, mmt_max_base)
          ) IS NULL
          AND NOT mmt IS NULL
          AND NOT mmt_base IS NULL
          AND (
            LEAST(mmt, mmt_base) <= 80
            AND GREATEST(mmt, mmt_base) > 80
            OR LEAST(mmt, mmt_base) <= 150
            AND GREATEST(mmt, mmt_base) > 150
          )
        )
      ),
      FALSE
    )
    THEN NULL
    ELSE CAST(high_exact AS DOUBLE)
  END AS high,
  CASE
    WHEN COALESCE(
      NOT (
        COALESCE(mmt <= COALESCE(mmt_max, mmt_max_base), TRUE)
        AND COALESCE(mmt_base <= COALESCE(mmt_max, mmt_max_base), TRUE)
        AND COALESCE(mmt_max_base = COALESCE(mmt_max, mmt_max_base), TRUE)
        AND NOT (
          (
            COALESCE(mmt_max, mmt_max_base)
          ) IS NULL
          AND NOT mmt IS NULL
          AND NOT mmt_base IS NULL
          AND (
            LEAST(mmt, mmt_base) <= 80
            AND GREATEST(mmt, mmt_base) > 80
            OR LEAST(mmt, mmt_base) <= 150
            AND GREATEST(mmt, mmt_base) > 150
          )
        )
      ),
      FALSE
    )
    THEN 'NOT_APPLICABLE'
    ELSE CASE WHEN low_exact = high_exact THEN 'DETERMINED' ELSE 'UNDETERMINED' END
  END AS status,
  CASE
    WHEN COALESCE(
      NOT (
        COALESCE(mmt <= COALESCE(mmt_max, mmt_max_base), TRUE)
        AND COALESCE(mmt_base <= COALESCE(mmt_max, mmt_max_base), TRUE)
        AND COALESCE(mmt_max_base = COALESCE(mmt_max, mmt_max_base), TRUE)
        AND NOT (
          (
            COALESCE(mmt_max, mmt_max_base)
          ) IS NULL
          AND NOT mmt IS NULL
          AND NOT mmt_base IS NULL
          AND (
            LEAST(mmt, mmt_base) <= 80
            AND GREATEST(mmt, mmt_base) > 80
            OR LEAST(mmt, mmt_base) <= 150
            AND GREATEST(mmt, mmt_base) > 150
          )
        )
      ),
      FALSE
    )
    THEN NULL
    ELSE CAST(CASE WHEN holds THEN 'Y' WHEN NOT holds THEN 'N' ELSE 'UNDETERMINED' END AS STRING)
  END AS category,
  CASE
    WHEN COALESCE(
      NOT (
        COALESCE(mmt <= COALESCE(mmt_max, mmt_max_base), TRUE)
        AND COALESCE(mmt_base <= COALESCE(mmt_max, mmt_max_base), TRUE)
        AND COALESCE(mmt_max_base = COALESCE(mmt_max, mmt_max_base), TRUE)
        AND NOT (
          (
            COALESCE(mmt_max, mmt_max_base)
          ) IS NULL
          AND NOT mmt IS NULL
          AND NOT mmt_base IS NULL
          AND (
            LEAST(mmt, mmt_base) <= 80
            AND GREATEST(mmt, mmt_base) > 80
            OR LEAST(mmt, mmt_base) <= 150
            AND GREATEST(mmt, mmt_base) > 150
          )
        )
      ),
      FALSE
    )
    THEN 'not applicable: expected muscle tests that are all on one form and not above its maximum; mmt_max (80, 150 or 260) must be given where one total is above 80 or 150 and another is not'
    ELSE NULLIF(
      CONCAT_WS(
        '; ',
        CASE
          WHEN COALESCE(low_exact <> high_exact, TRUE)
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
          WHEN holds IS NULL AND part_1 IS NULL AND clause_strength IS NULL AND (
            mmt_base = 0
          )
          THEN 'open: physician global worse by 2 cm and muscle strength worse by 20 % (baseline 0: relative change cannot be told)'
          WHEN holds IS NULL AND part_1 IS NULL AND clause_strength IS NULL
          THEN 'open: physician global worse by 2 cm and muscle strength worse by 20 %'
          WHEN NOT holds AND NOT part_1 AND NOT clause_strength AND (
            mmt_base = 0
          )
          THEN 'not met: physician global worse by 2 cm and muscle strength worse by 20 % (baseline 0: relative change cannot be told)'
          WHEN NOT holds AND NOT part_1 AND NOT clause_strength
          THEN 'not met: physician global worse by 2 cm and muscle strength worse by 20 %'
        END,
        CASE
          WHEN holds IS NULL AND part_1 IS NULL AND clause_extramuscular IS NULL
          THEN 'open: extramuscular global worse by 2 cm'
          WHEN NOT holds AND NOT part_1 AND NOT clause_extramuscular
          THEN 'not met: extramuscular global worse by 2 cm'
        END,
        CASE
          WHEN holds IS NULL
          AND part_1 IS NULL
          AND clause_three IS NULL
          AND (
            phga_base = 0
            OR ptga_base = 0
            OR mmt_base = 0
            OR haq_base = 0
            OR exm_base = 0
            OR enzyme_base = 0
          )
          THEN 'open: three of 6 core set measures worse by 30 % (baseline 0: relative change cannot be told)'
          WHEN holds IS NULL AND part_1 IS NULL AND clause_three IS NULL
          THEN 'open: three of 6 core set measures worse by 30 %'
          WHEN NOT holds
          AND NOT part_1
          AND NOT clause_three
          AND (
            phga_base = 0
            OR ptga_base = 0
            OR mmt_base = 0
            OR haq_base = 0
            OR exm_base = 0
            OR enzyme_base = 0
          )
          THEN 'not met: three of 6 core set measures worse by 30 % (baseline 0: relative change cannot be told)'
          WHEN NOT holds AND NOT part_1 AND NOT clause_three
          THEN 'not met: three of 6 core set measures worse by 30 %'
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
      part_1 AS holds
    FROM (
      SELECT
        *,
        clause_strength OR clause_extramuscular OR clause_three AS part_1
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
            TWICE,
            phga_base,
            ptga_base,
            mmt_base,
            mmt_max_base,
            haq_base,
            exm_base,
            enzyme_base,
            phga,
            ptga,
            mmt,
            mmt_max,
            haq,
            exm,
            enzyme
          FROM assessment_6
        ) AS layer
      ) AS layer
    ) AS layer
  ) AS layer
) AS evaluated;

-- result_lldas_2016
SELECT
  USUBJID,
  ADT,
  TWICE,
  CASE WHEN low_exact = high_exact THEN CAST(low_exact AS DOUBLE) END AS value,
  CAST(low_exact AS DOUBLE) AS low,
  CAST(high_exact AS DOUBLE) AS high,
  CASE WHEN low_exact = high_exact THEN 'DETERMINED' ELSE 'UNDETERMINED' END AS status,
  CAST(CASE WHEN holds THEN 'Y' WHEN NOT holds THEN 'N' ELSE 'UNDETERMINED' END AS STRING) AS category,
  NULLIF(
    CONCAT_WS(
      '; ',
      CASE
        WHEN COALESCE(low_exact <> high_exact, TRUE)
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
        WHEN holds IS NULL AND part_1 IS NULL AND clause_sledai IS NULL
        THEN 'open: SLEDAI-2K at most 4'
        WHEN NOT holds AND NOT part_1 AND NOT clause_sledai
        THEN 'not met: SLEDAI-2K at most 4'
      END,
      CASE
        WHEN holds IS NULL AND part_2 IS NULL AND clause_major_organs IS NULL
        THEN 'open: no renal, CNS, cardiopulmonary activity, vasculitis or fever'
        WHEN NOT holds AND NOT part_2 AND NOT clause_major_organs
        THEN 'not met: no renal, CNS, cardiopulmonary activity, vasculitis or fever'
      END,
      CASE
        WHEN holds IS NULL AND part_3 IS NULL AND clause_myositis IS NULL
        THEN 'open: no myositis'
        WHEN NOT holds AND NOT part_3 AND NOT clause_myositis
        THEN 'not met: no myositis'
      END,
      CASE
        WHEN holds IS NULL AND part_4 IS NULL AND clause_haemolysis IS NULL
        THEN 'open: no haemolytic anaemia'
        WHEN NOT holds AND NOT part_4 AND NOT clause_haemolysis
        THEN 'not met: no haemolytic anaemia'
      END,
      CASE
        WHEN holds IS NULL AND part_5 IS NULL AND clause_gi IS NULL
        THEN 'open: no gastrointestinal activity'
        WHEN NOT holds AND NOT part_5 AND NOT clause_gi
        THEN 'not met: no gastrointestinal activity'
      END,
      CASE
        WHEN holds IS NULL AND part_6 IS NULL AND clause_new_activity IS NULL
        THEN 'open: no new activity since the previous assessment'
        WHEN NOT holds AND NOT part_6 AND NOT clause_new_activity
        THEN 'not met: no new activity since the previous assessment'
      END,
      CASE
        WHEN holds IS NULL AND part_7 IS NULL AND clause_pga IS NULL
        THEN 'open: physician global at most 1'
        WHEN NOT holds AND NOT part_7 AND NOT clause_pga
        THEN 'not met: physician global at most 1'
      END,
      CASE
        WHEN holds IS NULL AND part_8 IS NULL AND clause_glucocorticoid IS NULL
        THEN 'open: prednisone equivalent at most 7.5 mg/day'
        WHEN NOT holds AND NOT part_8 AND NOT clause_glucocorticoid
        THEN 'not met: prednisone equivalent at most 7.5 mg/day'
      END,
      CASE
        WHEN holds IS NULL AND part_9 IS NULL AND clause_standard IS NULL
        THEN 'open: immunosuppressives and biologics at standard doses'
        WHEN NOT holds AND NOT part_9 AND NOT clause_standard
        THEN 'not met: immunosuppressives and biologics at standard doses'
      END,
      CASE
        WHEN holds IS NULL AND part_10 IS NULL AND clause_investigational IS NULL
        THEN 'open: no investigational drug'
        WHEN NOT holds AND NOT part_10 AND NOT clause_investigational
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
      part_1
      AND part_2
      AND part_3
      AND part_4
      AND part_5
      AND part_6
      AND part_7
      AND part_8
      AND part_9
      AND part_10 AS holds
    FROM (
      SELECT
        *,
        clause_sledai AS part_1,
        clause_major_organs AS part_2,
        clause_myositis AS part_3,
        clause_haemolysis AS part_4,
        clause_gi AS part_5,
        clause_new_activity AS part_6,
        clause_pga AS part_7,
        clause_glucocorticoid AS part_8,
        clause_standard AS part_9,
        clause_investigational AS part_10
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
              TWICE,
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
  ) AS layer
) AS evaluated;

-- result_mmt8
SELECT
  USUBJID,
  ADT,
  TWICE,
  CASE
    WHEN COALESCE(NOT (
      COALESCE(mmt <= mmt_max, TRUE)
    ), FALSE)
    THEN NULL
    ELSE CASE
      WHEN NOT (
        (
          COALESCE(mmt <= mmt_max, TRUE)
        ) IS NULL
      )
      THEN CASE WHEN low_exact = high_exact THEN CAST(low_exact AS DOUBLE) END
    END
  END AS value,
  CASE
    WHEN COALESCE(NOT (
      COALESCE(mmt <= mmt_max, TRUE)
    ), FALSE)
    THEN NULL
    ELSE CAST(low_exact AS DOUBLE)
  END AS low,
  CASE
    WHEN COALESCE(NOT (
      COALESCE(mmt <= mmt_max, TRUE)
    ), FALSE)
    THEN NULL
    ELSE CAST(high_exact AS DOUBLE)
  END AS high,
  CASE
    WHEN COALESCE(NOT (
      COALESCE(mmt <= mmt_max, TRUE)
    ), FALSE)
    THEN 'NOT_APPLICABLE'
    ELSE CASE
      WHEN (
        COALESCE(mmt <= mmt_max, TRUE)
      ) IS NULL
      THEN 'UNDETERMINED'
      ELSE CASE WHEN low_exact = high_exact THEN 'DETERMINED' ELSE 'UNDETERMINED' END
    END
  END AS status,
  CASE
    WHEN COALESCE(NOT (
      COALESCE(mmt <= mmt_max, TRUE)
    ), FALSE)
    THEN NULL
    ELSE CASE
      WHEN (
        COALESCE(mmt <= mmt_max, TRUE)
      ) IS NULL
      THEN NULL
      ELSE CAST(NULL AS STRING)
    END
  END AS category,
  CASE
    WHEN COALESCE(NOT (
      COALESCE(mmt <= mmt_max, TRUE)
    ), FALSE)
    THEN 'not applicable: expected a muscle test not above the maximum of its form, mmt_max'
    ELSE CASE
      WHEN (
        COALESCE(mmt <= mmt_max, TRUE)
      ) IS NULL
      THEN CONCAT_WS(
        '; ',
        'open: applies only with a muscle test not above the maximum of its form, mmt_max, which is unknown',
        CONCAT(
          'missing: ',
          COALESCE(
            CONCAT_WS(
              ', ',
              CASE WHEN mmt IS NULL THEN 'mmt' END,
              CASE WHEN mmt_max IS NULL THEN 'mmt_max' END
            ),
            ''
          )
        )
      )
      ELSE NULLIF(
        CONCAT_WS(
          '; ',
          CASE
            WHEN COALESCE(low_exact <> high_exact, TRUE) AND (
              mmt IS NULL OR mmt_max IS NULL
            )
            THEN CONCAT(
              'missing: ',
              COALESCE(
                CONCAT_WS(
                  ', ',
                  CASE WHEN mmt IS NULL THEN 'mmt' END,
                  CASE WHEN mmt_max IS NULL THEN 'mmt_max' END
                ),
                ''
              )
            )
          END
        ),
        ''
      )
    END
  END AS reason
FROM (
  SELECT
    *,
    term_1_low AS low_exact,
    term_1_high AS high_exact
  FROM (
    SELECT
      *,
      CASE
        WHEN mmt_max IS NULL
        THEN NULL
        ELSE CASE WHEN mmt_max > 0 THEN COALESCE(mmt, 0) END
      END AS term_1_low,
      CASE
        WHEN mmt_max IS NULL
        THEN NULL
        ELSE CASE WHEN mmt_max > 0 THEN COALESCE(mmt, mmt_max) END
      END AS term_1_high
    FROM (
      SELECT
        USUBJID,
        ADT,
        TWICE,
        mmt,
        mmt_max
      FROM assessment_7
    ) AS layer
  ) AS layer
) AS evaluated;

-- result_mmt8_percent
SELECT
  USUBJID,
  ADT,
  TWICE,
  CASE
    WHEN COALESCE(NOT (
      COALESCE(mmt <= mmt_max, TRUE)
    ), FALSE)
    THEN NULL
    ELSE CASE
      WHEN NOT (
        (
          COALESCE(mmt <= mmt_max, TRUE)
        ) IS NULL
      )
      THEN CASE WHEN low_exact = high_exact THEN CAST(low_exact AS DOUBLE) END
    END
  END AS value,
  CASE
    WHEN COALESCE(NOT (
      COALESCE(mmt <= mmt_max, TRUE)
    ), FALSE)
    THEN NULL
    ELSE CAST(low_exact AS DOUBLE)
  END AS low,
  CASE
    WHEN COALESCE(NOT (
      COALESCE(mmt <= mmt_max, TRUE)
    ), FALSE)
    THEN NULL
    ELSE CAST(high_exact AS DOUBLE)
  END AS high,
  CASE
    WHEN COALESCE(NOT (
      COALESCE(mmt <= mmt_max, TRUE)
    ), FALSE)
    THEN 'NOT_APPLICABLE'
    ELSE CASE
      WHEN (
        COALESCE(mmt <= mmt_max, TRUE)
      ) IS NULL
      THEN 'UNDETERMINED'
      ELSE CASE WHEN low_exact = high_exact THEN 'DETERMINED' ELSE 'UNDETERMINED' END
    END
  END AS status,
  CASE
    WHEN COALESCE(NOT (
      COALESCE(mmt <= mmt_max, TRUE)
    ), FALSE)
    THEN NULL
    ELSE CASE
      WHEN (
        COALESCE(mmt <= mmt_max, TRUE)
      ) IS NULL
      THEN NULL
      ELSE CAST(NULL AS STRING)
    END
  END AS category,
  CASE
    WHEN COALESCE(NOT (
      COALESCE(mmt <= mmt_max, TRUE)
    ), FALSE)
    THEN 'not applicable: expected a muscle test not above the maximum of its form, mmt_max'
    ELSE CASE
      WHEN (
        COALESCE(mmt <= mmt_max, TRUE)
      ) IS NULL
      THEN CONCAT_WS(
        '; ',
        'open: applies only with a muscle test not above the maximum of its form, mmt_max, which is unknown',
        CONCAT(
          'missing: ',
          COALESCE(
            CONCAT_WS(
              ', ',
              CASE WHEN mmt IS NULL THEN 'mmt' END,
              CASE WHEN mmt_max IS NULL THEN 'mmt_max' END
            ),
            ''
          )
        )
      )
      ELSE NULLIF(
        CONCAT_WS(
          '; ',
          CASE
            WHEN COALESCE(low_exact <> high_exact, TRUE) AND (
              mmt IS NULL OR mmt_max IS NULL
            )
            THEN CONCAT(
              'missing: ',
              COALESCE(
                CONCAT_WS(
                  ', ',
                  CASE WHEN mmt IS NULL THEN 'mmt' END,
                  CASE WHEN mmt_max IS NULL THEN 'mmt_max' END
                ),
                ''
              )
            )
          END
        ),
        ''
      )
    END
  END AS reason
FROM (
  SELECT
    *,
    term_1_low AS low_exact,
    term_1_high AS high_exact
  FROM (
    SELECT
      *,
      LEAST(
        LEAST(
          100,
          100 * COALESCE(mmt, 0) / COALESCE(mmt_max, CASE WHEN mmt > 150 THEN 260 WHEN mmt > 80 THEN 150 ELSE 80 END)
        ),
        LEAST(100, 100 * COALESCE(mmt, 0) / COALESCE(mmt_max, 260))
      ) AS term_1_low,
      GREATEST(
        LEAST(
          100,
          100 * COALESCE(mmt, COALESCE(mmt_max, 260)) / COALESCE(mmt_max, CASE WHEN mmt > 150 THEN 260 WHEN mmt > 80 THEN 150 ELSE 80 END)
        ),
        LEAST(100, 100 * COALESCE(mmt, COALESCE(mmt_max, 260)) / COALESCE(mmt_max, 260))
      ) AS term_1_high
    FROM (
      SELECT
        USUBJID,
        ADT,
        TWICE,
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
  TWICE,
  CASE WHEN low_exact = high_exact THEN CAST(low_exact AS DOUBLE) END AS value,
  CAST(low_exact AS DOUBLE) AS low,
  CAST(high_exact AS DOUBLE) AS high,
  CASE WHEN low_exact = high_exact THEN 'DETERMINED' ELSE 'UNDETERMINED' END AS status,
  CAST(NULL AS STRING) AS category,
  NULLIF(
    CONCAT_WS(
      '; ',
      CASE
        WHEN COALESCE(low_exact <> high_exact, TRUE) AND (
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
        TWICE,
        mrss
      FROM assessment_8
    ) AS layer
  ) AS layer
) AS evaluated;

-- result_mrss_improvement
SELECT
  USUBJID,
  ADT,
  TWICE,
  CASE WHEN low_exact = high_exact THEN CAST(low_exact AS DOUBLE) END AS value,
  CAST(low_exact AS DOUBLE) AS low,
  CAST(high_exact AS DOUBLE) AS high,
  CASE WHEN low_exact = high_exact THEN 'DETERMINED' ELSE 'UNDETERMINED' END AS status,
  CAST(CASE WHEN holds THEN 'Y' WHEN NOT holds THEN 'N' ELSE 'UNDETERMINED' END AS STRING) AS category,
  NULLIF(
    CONCAT_WS(
      '; ',
      CASE
        WHEN COALESCE(low_exact <> high_exact, TRUE)
        AND (
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
        WHEN holds IS NULL AND part_1 IS NULL AND clause_points IS NULL
        THEN 'open: skin score down by the important difference'
        WHEN NOT holds AND NOT part_1 AND NOT clause_points
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
      part_1 AS holds
    FROM (
      SELECT
        *,
        clause_points AS part_1
      FROM (
        SELECT
          *,
          mrss_base - mrss >= 5 AS clause_points
        FROM (
          SELECT
            USUBJID,
            ADT,
            TWICE,
            mrss_base,
            mrss
          FROM assessment_8
        ) AS layer
      ) AS layer
    ) AS layer
  ) AS layer
) AS evaluated;

-- result_mrss_progression
SELECT
  USUBJID,
  ADT,
  TWICE,
  CASE WHEN low_exact = high_exact THEN CAST(low_exact AS DOUBLE) END AS value,
  CAST(low_exact AS DOUBLE) AS low,
  CAST(high_exact AS DOUBLE) AS high,
  CASE WHEN low_exact = high_exact THEN 'DETERMINED' ELSE 'UNDETERMINED' END AS status,
  CAST(CASE WHEN holds THEN 'Y' WHEN NOT holds THEN 'N' ELSE 'UNDETERMINED' END AS STRING) AS category,
  NULLIF(
    CONCAT_WS(
      '; ',
      CASE
        WHEN COALESCE(low_exact <> high_exact, TRUE)
        AND (
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
        WHEN holds IS NULL AND part_1 IS NULL AND clause_points IS NULL
        THEN 'open: skin score up by more than 5'
        WHEN NOT holds AND NOT part_1 AND NOT clause_points
        THEN 'not met: skin score up by more than 5'
      END,
      CASE
        WHEN holds IS NULL AND part_2 IS NULL AND clause_percent IS NULL AND (
          mrss_base = 0
        )
        THEN 'open: skin score up by at least 25 % (baseline 0: relative change cannot be told)'
        WHEN holds IS NULL AND part_2 IS NULL AND clause_percent IS NULL
        THEN 'open: skin score up by at least 25 %'
        WHEN NOT holds AND NOT part_2 AND NOT clause_percent AND (
          mrss_base = 0
        )
        THEN 'not met: skin score up by at least 25 % (baseline 0: relative change cannot be told)'
        WHEN NOT holds AND NOT part_2 AND NOT clause_percent
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
      part_1 AND part_2 AS holds
    FROM (
      SELECT
        *,
        clause_points AS part_1,
        clause_percent AS part_2
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
            TWICE,
            mrss_base,
            mrss
          FROM assessment_8
        ) AS layer
      ) AS layer
    ) AS layer
  ) AS layer
) AS evaluated;

-- result_mrss_regression
SELECT
  USUBJID,
  ADT,
  TWICE,
  CASE WHEN low_exact = high_exact THEN CAST(low_exact AS DOUBLE) END AS value,
  CAST(low_exact AS DOUBLE) AS low,
  CAST(high_exact AS DOUBLE) AS high,
  CASE WHEN low_exact = high_exact THEN 'DETERMINED' ELSE 'UNDETERMINED' END AS status,
  CAST(CASE WHEN holds THEN 'Y' WHEN NOT holds THEN 'N' ELSE 'UNDETERMINED' END AS STRING) AS category,
  NULLIF(
    CONCAT_WS(
      '; ',
      CASE
        WHEN COALESCE(low_exact <> high_exact, TRUE)
        AND (
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
        WHEN holds IS NULL AND part_1 IS NULL AND clause_points IS NULL
        THEN 'open: skin score down by more than 5'
        WHEN NOT holds AND NOT part_1 AND NOT clause_points
        THEN 'not met: skin score down by more than 5'
      END,
      CASE
        WHEN holds IS NULL AND part_2 IS NULL AND clause_percent IS NULL AND (
          mrss_base = 0
        )
        THEN 'open: skin score down by at least 25 % (baseline 0: relative change cannot be told)'
        WHEN holds IS NULL AND part_2 IS NULL AND clause_percent IS NULL
        THEN 'open: skin score down by at least 25 %'
        WHEN NOT holds AND NOT part_2 AND NOT clause_percent AND (
          mrss_base = 0
        )
        THEN 'not met: skin score down by at least 25 % (baseline 0: relative change cannot be told)'
        WHEN NOT holds AND NOT part_2 AND NOT clause_percent
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
      part_1 AND part_2 AS holds
    FROM (
      SELECT
        *,
        clause_points AS part_1,
        clause_percent AS part_2
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
            TWICE,
            mrss_base,
            mrss
          FROM assessment_8
        ) AS layer
      ) AS layer
    ) AS layer
  ) AS layer
) AS evaluated;

-- result_omeract_ild_progression
SELECT
  USUBJID,
  ADT,
  TWICE,
  CASE WHEN low_exact = high_exact THEN CAST(low_exact AS DOUBLE) END AS value,
  CAST(low_exact AS DOUBLE) AS low,
  CAST(high_exact AS DOUBLE) AS high,
  CASE WHEN low_exact = high_exact THEN 'DETERMINED' ELSE 'UNDETERMINED' END AS status,
  CAST(CASE WHEN holds THEN 'Y' WHEN NOT holds THEN 'N' ELSE 'UNDETERMINED' END AS STRING) AS category,
  NULLIF(
    CONCAT_WS(
      '; ',
      CASE
        WHEN COALESCE(low_exact <> high_exact, TRUE)
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
        WHEN holds IS NULL
        AND part_1 IS NULL
        AND clause_fvc_10 IS NULL
        AND (
          fvc_pct_base = 0
        )
        THEN 'open: FVC fall of 10 % relative (baseline 0: relative change cannot be told)'
        WHEN holds IS NULL AND part_1 IS NULL AND clause_fvc_10 IS NULL
        THEN 'open: FVC fall of 10 % relative'
        WHEN NOT holds AND NOT part_1 AND NOT clause_fvc_10 AND (
          fvc_pct_base = 0
        )
        THEN 'not met: FVC fall of 10 % relative (baseline 0: relative change cannot be told)'
        WHEN NOT holds AND NOT part_1 AND NOT clause_fvc_10
        THEN 'not met: FVC fall of 10 % relative'
      END,
      CASE
        WHEN holds IS NULL
        AND part_1 IS NULL
        AND clause_fvc_5 IS NULL
        AND (
          fvc_pct_base = 0
        )
        THEN 'open: FVC fall of 5 % relative (baseline 0: relative change cannot be told)'
        WHEN holds IS NULL AND part_1 IS NULL AND clause_fvc_5 IS NULL
        THEN 'open: FVC fall of 5 % relative'
        WHEN NOT holds AND NOT part_1 AND NOT clause_fvc_5 AND (
          fvc_pct_base = 0
        )
        THEN 'not met: FVC fall of 5 % relative (baseline 0: relative change cannot be told)'
        WHEN NOT holds AND NOT part_1 AND NOT clause_fvc_5
        THEN 'not met: FVC fall of 5 % relative'
      END,
      CASE
        WHEN holds IS NULL
        AND part_1 IS NULL
        AND clause_dlco_15 IS NULL
        AND (
          dlco_pct_base = 0
        )
        THEN 'open: DLCO fall of 15 % relative (baseline 0: relative change cannot be told)'
        WHEN holds IS NULL AND part_1 IS NULL AND clause_dlco_15 IS NULL
        THEN 'open: DLCO fall of 15 % relative'
        WHEN NOT holds AND NOT part_1 AND NOT clause_dlco_15 AND (
          dlco_pct_base = 0
        )
        THEN 'not met: DLCO fall of 15 % relative (baseline 0: relative change cannot be told)'
        WHEN NOT holds AND NOT part_1 AND NOT clause_dlco_15
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
      part_1 AS holds
    FROM (
      SELECT
        *,
        clause_fvc_10 OR (
          clause_fvc_5 AND clause_dlco_15
        ) AS part_1
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
            TWICE,
            fvc_pct_base,
            fvc_pct,
            dlco_pct_base,
            dlco_pct
          FROM assessment_9
        ) AS layer
      ) AS layer
    ) AS layer
  ) AS layer
) AS evaluated;

-- result_pga
SELECT
  USUBJID,
  ADT,
  TWICE,
  CASE WHEN low_exact = high_exact THEN CAST(low_exact AS DOUBLE) END AS value,
  CAST(low_exact AS DOUBLE) AS low,
  CAST(high_exact AS DOUBLE) AS high,
  CASE WHEN low_exact = high_exact THEN 'DETERMINED' ELSE 'UNDETERMINED' END AS status,
  CAST(CASE WHEN category_low = category_high THEN category_low END AS STRING) AS category,
  NULLIF(
    CONCAT_WS(
      '; ',
      CASE
        WHEN COALESCE(low_exact <> high_exact, TRUE) AND (
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
          TWICE,
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
  TWICE,
  CASE WHEN low_exact = high_exact THEN CAST(low_exact AS DOUBLE) END AS value,
  CAST(low_exact AS DOUBLE) AS low,
  CAST(high_exact AS DOUBLE) AS high,
  CASE WHEN low_exact = high_exact THEN 'DETERMINED' ELSE 'UNDETERMINED' END AS status,
  CAST(NULL AS STRING) AS category,
  NULLIF(
    CONCAT_WS(
      '; ',
      CASE
        WHEN COALESCE(low_exact <> high_exact, TRUE) AND (
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
        TWICE,
        phga
      FROM assessment_11
    ) AS layer
  ) AS layer
) AS evaluated;

-- result_proderm_deterioration
SELECT
  USUBJID,
  ADT,
  TWICE,
  CASE
    WHEN COALESCE(
      NOT (
        COALESCE(mmt <= COALESCE(mmt_max, mmt_max_base, mmt_max_previous), TRUE)
        AND COALESCE(mmt_base <= COALESCE(mmt_max, mmt_max_base, mmt_max_previous), TRUE)
        AND COALESCE(mmt_max_base = COALESCE(mmt_max, mmt_max_base, mmt_max_previous), TRUE)
        AND NOT (
          (
            COALESCE(mmt_max, mmt_max_base, mmt_max_previous)
          ) IS NULL
          AND NOT mmt IS NULL
          AND NOT mmt_base IS NULL
          AND (
            LEAST(mmt, mmt_base) <= 80
            AND GREATEST(mmt, mmt_base) > 80
            OR LEAST(mmt, mmt_base) <= 150
            AND GREATEST(mmt, mmt_base) > 150
          )
        )
        AND COALESCE(mmt_previous <= COALESCE(mmt_max, mmt_max_base, mmt_max_previous), TRUE)
        AND COALESCE(mmt_max_previous = COALESCE(mmt_max, mmt_max_base, mmt_max_previous), TRUE)
        AND NOT (
          (
            COALESCE(mmt_max, mmt_max_base, mmt_max_previous)
          ) IS NULL
          AND NOT mmt IS NULL
          AND NOT mmt_previous IS NULL
          AND (
            LEAST(mmt, mmt_previous) <= 80
            AND GREATEST(mmt, mmt_previous) > 80
            OR LEAST(mmt, mmt_previous) <= 150
            AND GREATEST(mmt, mmt_previous) > 150
          )
        )
      ),
      FALSE
    )
    THEN NULL
    ELSE CASE WHEN low_exact = high_exact THEN CAST(low_exact AS DOUBLE) END
  END AS value,
  CASE
    WHEN COALESCE(
      NOT (
        COALESCE(mmt <= COALESCE(mmt_max, mmt_max_base, mmt_max_previous), TRUE)
        AND COALESCE(mmt_base <= COALESCE(mmt_max, mmt_max_base, mmt_max_previous), TRUE)
        AND COALESCE(mmt_max_base = COALESCE(mmt_max, mmt_max_base, mmt_max_previous), TRUE)
        AND NOT (
          (
            COALESCE(mmt_max, mmt_max_base, mmt_max_previous)
          ) IS NULL
          AND NOT mmt IS NULL
          AND NOT mmt_base IS NULL
          AND (
            LEAST(mmt, mmt_base) <= 80
            AND GREATEST(mmt, mmt_base) > 80
            OR LEAST(mmt, mmt_base) <= 150
            AND GREATEST(mmt, mmt_base) > 150
          )
        )
        AND COALESCE(mmt_previous <= COALESCE(mmt_max, mmt_max_base, mmt_max_previous), TRUE)
        AND COALESCE(mmt_max_previous = COALESCE(mmt_max, mmt_max_base, mmt_max_previous), TRUE)
        AND NOT (
          (
            COALESCE(mmt_max, mmt_max_base, mmt_max_previous)
          ) IS NULL
          AND NOT mmt IS NULL
          AND NOT mmt_previous IS NULL
          AND (
            LEAST(mmt, mmt_previous) <= 80
            AND GREATEST(mmt, mmt_previous) > 80
            OR LEAST(mmt, mmt_previous) <= 150
            AND GREATEST(mmt, mmt_previous) > 150
          )
        )
      ),
      FALSE
    )
    THEN NULL
    ELSE CAST(low_exact AS DOUBLE)
  END AS low,
  CASE
    WHEN COALESCE(
      NOT (
        COALESCE(mmt <= COALESCE(mmt_max, mmt_max_base, mmt_max_previous), TRUE)
        AND COALESCE(mmt_base <= COALESCE(mmt_max, mmt_max_base, mmt_max_previous), TRUE)
        AND COALESCE(mmt_max_base = COALESCE(mmt_max, mmt_max_base, mmt_max_previous), TRUE)
        AND NOT (
          (
            COALESCE(mmt_max, mmt_max_base, mmt_max_previous)
          ) IS NULL
          AND NOT mmt IS NULL
          AND NOT mmt_base IS NULL
          AND (
            LEAST(mmt, mmt_base) <= 80
            AND GREATEST(mmt, mmt_base) > 80
            OR LEAST(mmt, mmt_base) <= 150
            AND GREATEST(mmt, mmt_base) > 150
          )
        )
        AND COALESCE(mmt_previous <= COALESCE(mmt_max, mmt_max_base, mmt_max_previous), TRUE)
        AND COALESCE(mmt_max_previous = COALESCE(mmt_max, mmt_max_base, mmt_max_previous), TRUE)
        AND NOT (
          (
            COALESCE(mmt_max, mmt_max_base, mmt_max_previous)
          ) IS NULL
          AND NOT mmt IS NULL
          AND NOT mmt_previous IS NULL
          AND (
            LEAST(mmt, mmt_previous) <= 80
            AND GREATEST(mmt, mmt_previous) > 80
            OR LEAST(mmt, mmt_previous) <= 150
            AND GREATEST(mmt, mmt_previous) > 150
          )
        )
      ),
      FALSE
    )
    THEN NULL
    ELSE CAST(high_exact AS DOUBLE)
  END AS high,
  CASE
    WHEN COALESCE(
      NOT (
        COALESCE(mmt <= COALESCE(mmt_max, mmt_max_base, mmt_max_previous), TRUE)
        AND COALESCE(mmt_base <= COALESCE(mmt_max, mmt_max_base, mmt_max_previous), TRUE)
        AND COALESCE(mmt_max_base = COALESCE(mmt_max, mmt_max_base, mmt_max_previous), TRUE)
        AND NOT (
          (
            COALESCE(mmt_max, mmt_max_base, mmt_max_previous)
          ) IS NULL
          AND NOT mmt IS NULL
          AND NOT mmt_base IS NULL
          AND (
            LEAST(mmt, mmt_base) <= 80
            AND GREATEST(mmt, mmt_base) > 80
            OR LEAST(mmt, mmt_base) <= 150
            AND GREATEST(mmt, mmt_base) > 150
          )
        )
        AND COALESCE(mmt_previous <= COALESCE(mmt_max, mmt_max_base, mmt_max_previous), TRUE)
        AND COALESCE(mmt_max_previous = COALESCE(mmt_max, mmt_max_base, mmt_max_previous), TRUE)
        AND NOT (
          (
            COALESCE(mmt_max, mmt_max_base, mmt_max_previous)
          ) IS NULL
          AND NOT mmt IS NULL
          AND NOT mmt_previous IS NULL
          AND (
            LEAST(mmt, mmt_previous) <= 80
            AND GREATEST(mmt, mmt_previous) > 80
            OR LEAST(mmt, mmt_previous) <= 150
            AND GREATEST(mmt, mmt_previous) > 150
          )
        )
      ),
      FALSE
    )
    THEN 'NOT_APPLICABLE'
    ELSE CASE WHEN low_exact = high_exact THEN 'DETERMINED' ELSE 'UNDETERMINED' END
  END AS status,
  CASE
    WHEN COALESCE(
      NOT (
        COALESCE(mmt <= COALESCE(mmt_max, mmt_max_base, mmt_max_previous), TRUE)
        AND COALESCE(mmt_base <= COALESCE(mmt_max, mmt_max_base, mmt_max_previous), TRUE)
        AND COALESCE(mmt_max_base = COALESCE(mmt_max, mmt_max_base, mmt_max_previous), TRUE)
        AND NOT (
          (
            COALESCE(mmt_max, mmt_max_base, mmt_max_previous)
          ) IS NULL
          AND NOT mmt IS NULL
          AND NOT mmt_base IS NULL
          AND (
            LEAST(mmt, mmt_base) <= 80
            AND GREATEST(mmt, mmt_base) > 80
            OR LEAST(mmt, mmt_base) <= 150
            AND GREATEST(mmt, mmt_base) > 150
          )
        )
        AND COALESCE(mmt_previous <= COALESCE(mmt_max, mmt_max_base, mmt_max_previous), TRUE)
        AND COALESCE(mmt_max_previous = COALESCE(mmt_max, mmt_max_base, mmt_max_previous), TRUE)
        AND NOT (
          (
            COALESCE(mmt_max, mmt_max_base, mmt_max_previous)
          ) IS NULL
          AND NOT mmt IS NULL
          AND NOT mmt_previous IS NULL
          AND (
            LEAST(mmt, mmt_previous) <= 80
            AND GREATEST(mmt, mmt_previous) > 80
            OR LEAST(mmt, mmt_previous) <= 150
            AND GREATEST(mmt, mmt_previous) > 150
          )
        )
      ),
      FALSE
    )
    THEN NULL
    ELSE CAST(CASE WHEN holds THEN 'Y' WHEN NOT holds THEN 'N' ELSE 'UNDETERMINED' END AS STRING)
  END AS category,
  CASE
    WHEN COALESCE(
      NOT (
        COALESCE(mmt <= COALESCE(mmt_max, mmt_max_base, mmt_max_previous), TRUE)
        AND COALESCE(mmt_base <= COALESCE(mmt_max, mmt_max_base, mmt_max_previous), TRUE)
        AND COALESCE(mmt_max_base = COALESCE(mmt_max, mmt_max_base, mmt_max_previous), TRUE)
        AND NOT (
          (
            COALESCE(mmt_max, mmt_max_base, mmt_max_previous)
          ) IS NULL
          AND NOT mmt IS NULL
          AND NOT mmt_base IS NULL
          AND (
            LEAST(mmt, mmt_base) <= 80
            AND GREATEST(mmt, mmt_base) > 80
            OR LEAST(mmt, mmt_base) <= 150
            AND GREATEST(mmt, mmt_base) > 150
          )
        )
        AND COALESCE(mmt_previous <= COALESCE(mmt_max, mmt_max_base, mmt_max_previous), TRUE)
        AND COALESCE(mmt_max_previous = COALESCE(mmt_max, mmt_max_base, mmt_max_previous), TRUE)
        AND NOT (
          (
            COALESCE(mmt_max, mmt_max_base, mmt_max_previous)
          ) IS NULL
          AND NOT mmt IS NULL
          AND NOT mmt_previous IS NULL
          AND (
            LEAST(mmt, mmt_previous) <= 80
            AND GREATEST(mmt, mmt_previous) > 80
            OR LEAST(mmt, mmt_previous) <= 150
            AND GREATEST(mmt, mmt_previous) > 150
          )
        )
      ),
      FALSE
    )
    THEN 'not applicable: expected muscle tests that are all on one form and not above its maximum; mmt_max (80, 150 or 260) must be given where one total is above 80 or 150 and another is not'
    ELSE NULLIF(
      CONCAT_WS(
        '; ',
        CASE
          WHEN COALESCE(low_exact <> high_exact, TRUE)
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
          WHEN holds IS NULL AND part_1 IS NULL AND clause_strength IS NULL AND (
            mmt_base = 0
          )
          THEN 'open: physician global worse by 2 cm and muscle strength worse by 20 % (baseline 0: relative change cannot be told)'
          WHEN holds IS NULL AND part_1 IS NULL AND clause_strength IS NULL
          THEN 'open: physician global worse by 2 cm and muscle strength worse by 20 %'
          WHEN NOT holds AND NOT part_1 AND NOT clause_strength AND (
            mmt_base = 0
          )
          THEN 'not met: physician global worse by 2 cm and muscle strength worse by 20 % (baseline 0: relative change cannot be told)'
          WHEN NOT holds AND NOT part_1 AND NOT clause_strength
          THEN 'not met: physician global worse by 2 cm and muscle strength worse by 20 %'
        END,
        CASE
          WHEN holds IS NULL AND part_1 IS NULL AND clause_extramuscular IS NULL
          THEN 'open: extramuscular global worse by 2 cm'
          WHEN NOT holds AND NOT part_1 AND NOT clause_extramuscular
          THEN 'not met: extramuscular global worse by 2 cm'
        END,
        CASE
          WHEN holds IS NULL
          AND part_1 IS NULL
          AND clause_three IS NULL
          AND (
            phga_base = 0 OR ptga_base = 0 OR mmt_base = 0 OR haq_base = 0 OR exm_base = 0
          )
          THEN 'open: three of 5 core set measures worse by 30 % (baseline 0: relative change cannot be told)'
          WHEN holds IS NULL AND part_1 IS NULL AND clause_three IS NULL
          THEN 'open: three of 5 core set measures worse by 30 %'
          WHEN NOT holds
          AND NOT part_1
          AND NOT clause_three
          AND (
            phga_base = 0 OR ptga_base = 0 OR mmt_base = 0 OR haq_base = 0 OR exm_base = 0
          )
          THEN 'not met: three of 5 core set measures worse by 30 % (baseline 0: relative change cannot be told)'
          WHEN NOT holds AND NOT part_1 AND NOT clause_three
          THEN 'not met: three of 5 core set measures worse by 30 %'
        END,
        CASE
          WHEN holds IS NULL
          AND part_2 IS NULL
          AND clause_previous_strength IS NULL
          AND (
            mmt_base = 0
          )
          THEN 'open: at the previous visit physician global worse by 2 cm and muscle strength worse by 20 % (baseline 0: relative change cannot be told)'
          WHEN holds IS NULL AND part_2 IS NULL AND clause_previous_strength IS NULL
          THEN 'open: at the previous visit physician global worse by 2 cm and muscle strength worse by 20 %'
          WHEN NOT holds AND NOT part_2 AND NOT clause_previous_strength AND (
            mmt_base = 0
          )
          THEN 'not met: at the previous visit physician global worse by 2 cm and muscle strength worse by 20 % (baseline 0: relative change cannot be told)'
          WHEN NOT holds AND NOT part_2 AND NOT clause_previous_strength
          THEN 'not met: at the previous visit physician global worse by 2 cm and muscle strength worse by 20 %'
        END,
        CASE
          WHEN holds IS NULL AND part_2 IS NULL AND clause_previous_extramuscular IS NULL
          THEN 'open: at the previous visit extramuscular global worse by 2 cm'
          WHEN NOT holds AND NOT part_2 AND NOT clause_previous_extramuscular
          THEN 'not met: at the previous visit extramuscular global worse by 2 cm'
        END,
        CASE
          WHEN holds IS NULL
          AND part_2 IS NULL
          AND clause_previous_three IS NULL
          AND (
            phga_base = 0 OR ptga_base = 0 OR mmt_base = 0 OR haq_base = 0 OR exm_base = 0
          )
          THEN 'open: at the previous visit three of 5 core set measures worse by 30 % (baseline 0: relative change cannot be told)'
          WHEN holds IS NULL AND part_2 IS NULL AND clause_previous_three IS NULL
          THEN 'open: at the previous visit three of 5 core set measures worse by 30 %'
          WHEN NOT holds
          AND NOT part_2
          AND NOT clause_previous_three
          AND (
            phga_base = 0 OR ptga_base = 0 OR mmt_base = 0 OR haq_base = 0 OR exm_base = 0
          )
          THEN 'not met: at the previous visit three of 5 core set measures worse by 30 % (baseline 0: relative change cannot be told)'
          WHEN NOT holds AND NOT part_2 AND NOT clause_previous_three
          THEN 'not met: at the previous visit three of 5 core set measures worse by 30 %'
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
      part_1 AND part_2 AS holds
    FROM (
      SELECT
        *,
        (
          clause_strength OR clause_extramuscular OR clause_three
        ) AS part_1,
        (
          clause_previous_strength OR clause_previous_extramuscular OR clause_previous_three
        ) AS part_2
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
            TWICE,
            phga_base,
            ptga_base,
            mmt_base,
            mmt_max_base,
            haq_base,
            exm_base,
            phga_previous,
            ptga_previous,
            mmt_previous,
            mmt_max_previous,
            haq_previous,
            exm_previous,
            phga,
            ptga,
            mmt,
            mmt_max,
            haq,
            exm
          FROM assessment_6
        ) AS layer
      ) AS layer
    ) AS layer
  ) AS layer
) AS evaluated;

-- result_ptga
SELECT
  USUBJID,
  ADT,
  TWICE,
  CASE WHEN low_exact = high_exact THEN CAST(low_exact AS DOUBLE) END AS value,
  CAST(low_exact AS DOUBLE) AS low,
  CAST(high_exact AS DOUBLE) AS high,
  CASE WHEN low_exact = high_exact THEN 'DETERMINED' ELSE 'UNDETERMINED' END AS status,
  CAST(NULL AS STRING) AS category,
  NULLIF(
    CONCAT_WS(
      '; ',
      CASE
        WHEN COALESCE(low_exact <> high_exact, TRUE) AND (
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
        TWICE,
        ptga
      FROM assessment_12
    ) AS layer
  ) AS layer
) AS evaluated;

-- result_sledai_2k
SELECT
  USUBJID,
  ADT,
  TWICE,
  CASE WHEN low_exact = high_exact THEN CAST(low_exact AS DOUBLE) END AS value,
  CAST(low_exact AS DOUBLE) AS low,
  CAST(high_exact AS DOUBLE) AS high,
  CASE WHEN low_exact = high_exact THEN 'DETERMINED' ELSE 'UNDETERMINED' END AS status,
  CAST(NULL AS STRING) AS category,
  NULLIF(
    CONCAT_WS(
      '; ',
      CASE
        WHEN COALESCE(low_exact <> high_exact, TRUE)
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
        TWICE,
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
  TWICE,
  CASE
    WHEN COALESCE(
      NOT (
        mmt <= mmt_max
        AND mmt_base <= mmt_max
        AND COALESCE(mmt_max_base = mmt_max, TRUE)
        AND NOT (
          (
            mmt_max
          ) IS NULL
          AND NOT mmt IS NULL
          AND NOT mmt_base IS NULL
          AND (
            LEAST(mmt, mmt_base) <= 80
            AND GREATEST(mmt, mmt_base) > 80
            OR LEAST(mmt, mmt_base) <= 150
            AND GREATEST(mmt, mmt_base) > 150
          )
        )
      ),
      FALSE
    )
    THEN NULL
    ELSE CASE WHEN low_exact = high_exact THEN CAST(low_exact AS DOUBLE) END
  END AS value,
  CASE
    WHEN COALESCE(
      NOT (
        mmt <= mmt_max
        AND mmt_base <= mmt_max
        AND COALESCE(mmt_max_base = mmt_max, TRUE)
        AND NOT (
          (
            mmt_max
          ) IS NULL
          AND NOT mmt IS NULL
          AND NOT mmt_base IS NULL
          AND (
            LEAST(mmt, mmt_base) <= 80
            AND GREATEST(mmt, mmt_base) > 80
            OR LEAST(mmt, mmt_base) <= 150
            AND GREATEST(mmt, mmt_base) > 150
          )
        )
      ),
      FALSE
    )
    THEN NULL
    ELSE CAST(low_exact AS DOUBLE)
  END AS low,
  CASE
    WHEN COALESCE(
      NOT (
        mmt <= mmt_max
        AND mmt_base <= mmt_max
        AND COALESCE(mmt_max_base = mmt_max, TRUE)
        AND NOT (
          (
            mmt_max
          ) IS NULL
          AND NOT mmt IS NULL
          AND NOT mmt_base IS NULL
          AND (
            LEAST(mmt, mmt_base) <= 80
            AND GREATEST(mmt, mmt_base) > 80
            OR LEAST(mmt, mmt_base) <= 150
            AND GREATEST(mmt, mmt_base) > 150
          )
        )
      ),
      FALSE
    )
    THEN NULL
    ELSE CAST(high_exact AS DOUBLE)
  END AS high,
  CASE
    WHEN COALESCE(
      NOT (
        mmt <= mmt_max
        AND mmt_base <= mmt_max
        AND COALESCE(mmt_max_base = mmt_max, TRUE)
        AND NOT (
          (
            mmt_max
          ) IS NULL
          AND NOT mmt IS NULL
          AND NOT mmt_base IS NULL
          AND (
            LEAST(mmt, mmt_base) <= 80
            AND GREATEST(mmt, mmt_base) > 80
            OR LEAST(mmt, mmt_base) <= 150
            AND GREATEST(mmt, mmt_base) > 150
          )
        )
      ),
      FALSE
    )
    THEN 'NOT_APPLICABLE'
    ELSE CASE WHEN low_exact = high_exact THEN 'DETERMINED' ELSE 'UNDETERMINED' END
  END AS status,
  CASE
    WHEN COALESCE(
      NOT (
        mmt <= mmt_max
        AND mmt_base <= mmt_max
        AND COALESCE(mmt_max_base = mmt_max, TRUE)
        AND NOT (
          (
            mmt_max
          ) IS NULL
          AND NOT mmt IS NULL
          AND NOT mmt_base IS NULL
          AND (
            LEAST(mmt, mmt_base) <= 80
            AND GREATEST(mmt, mmt_base) > 80
            OR LEAST(mmt, mmt_base) <= 150
            AND GREATEST(mmt, mmt_base) > 150
          )
        )
      ),
      FALSE
    )
    THEN NULL
    ELSE CAST(CASE WHEN category_low = category_high THEN category_low END AS STRING)
  END AS category,
  CASE
    WHEN COALESCE(
      NOT (
        mmt <= mmt_max
        AND mmt_base <= mmt_max
        AND COALESCE(mmt_max_base = mmt_max, TRUE)
        AND NOT (
          (
            mmt_max
          ) IS NULL
          AND NOT mmt IS NULL
          AND NOT mmt_base IS NULL
          AND (
            LEAST(mmt, mmt_base) <= 80
            AND GREATEST(mmt, mmt_base) > 80
            OR LEAST(mmt, mmt_base) <= 150
            AND GREATEST(mmt, mmt_base) > 150
          )
        )
      ),
      FALSE
    )
    THEN 'not applicable: expected muscle tests that are all on one form and not above its maximum; mmt_max (80, 150 or 260) must be given where one total is above 80 or 150 and another is not'
    ELSE NULLIF(
      CONCAT_WS(
        '; ',
        CASE
          WHEN COALESCE(low_exact <> high_exact, TRUE)
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
    CASE WHEN attainable_low = attainable_high THEN attainable_high END AS attainable,
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
      END + CASE
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
      END + LEAST(
        CASE
          WHEN (
            100 * (
              COALESCE(mmt_max, mmt, 0) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
            )
          ) > 30 * (
            COALESCE(mmt_max, 80)
          )
          THEN 32.5
          WHEN (
            100 * (
              COALESCE(mmt_max, mmt, 0) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
            )
          ) > 20 * (
            COALESCE(mmt_max, 80)
          )
          THEN 27.5
          WHEN (
            100 * (
              COALESCE(mmt_max, mmt, 0) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
            )
          ) > 10 * (
            COALESCE(mmt_max, 80)
          )
          THEN 20
          WHEN (
            100 * (
              COALESCE(mmt_max, mmt, 0) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
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
              COALESCE(mmt_max, mmt, 0) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
            )
          ) > 30 * (
            COALESCE(mmt_max, 150)
          )
          THEN 32.5
          WHEN (
            100 * (
              COALESCE(mmt_max, mmt, 0) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
            )
          ) > 20 * (
            COALESCE(mmt_max, 150)
          )
          THEN 27.5
          WHEN (
            100 * (
              COALESCE(mmt_max, mmt, 0) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
            )
          ) > 10 * (
            COALESCE(mmt_max, 150)
          )
          THEN 20
          WHEN (
            100 * (
              COALESCE(mmt_max, mmt, 0) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
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
              COALESCE(mmt_max, mmt, 0) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
            )
          ) > 30 * (
            COALESCE(mmt_max, 260)
          )
          THEN 32.5
          WHEN (
            100 * (
              COALESCE(mmt_max, mmt, 0) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
            )
          ) > 20 * (
            COALESCE(mmt_max, 260)
          )
          THEN 27.5
          WHEN (
            100 * (
              COALESCE(mmt_max, mmt, 0) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
            )
          ) > 10 * (
            COALESCE(mmt_max, 260)
          )
          THEN 20
          WHEN (
            100 * (
              COALESCE(mmt_max, mmt, 0) - COALESCE(mmt_base, COALESCE(mmt_max, 260))
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
      ) + CASE
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
      END + LEAST(
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
        END
      ) + CASE
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
      END AS attainable_low,
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
      END + CASE
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
      END + GREATEST(
        CASE
          WHEN (
            100 * (
              COALESCE(mmt_max, mmt, 0) - COALESCE(mmt_base, 0)
            )
          ) > 30 * (
            COALESCE(mmt_max, 80)
          )
          THEN 32.5
          WHEN (
            100 * (
              COALESCE(mmt_max, mmt, 0) - COALESCE(mmt_base, 0)
            )
          ) > 20 * (
            COALESCE(mmt_max, 80)
          )
          THEN 27.5
          WHEN (
            100 * (
              COALESCE(mmt_max, mmt, 0) - COALESCE(mmt_base, 0)
            )
          ) > 10 * (
            COALESCE(mmt_max, 80)
          )
          THEN 20
          WHEN (
            100 * (
              COALESCE(mmt_max, mmt, 0) - COALESCE(mmt_base, 0)
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
              COALESCE(mmt_max, mmt, 0) - COALESCE(mmt_base, 0)
            )
          ) > 30 * (
            COALESCE(mmt_max, 150)
          )
          THEN 32.5
          WHEN (
            100 * (
              COALESCE(mmt_max, mmt, 0) - COALESCE(mmt_base, 0)
            )
          ) > 20 * (
            COALESCE(mmt_max, 150)
          )
          THEN 27.5
          WHEN (
            100 * (
              COALESCE(mmt_max, mmt, 0) - COALESCE(mmt_base, 0)
            )
          ) > 10 * (
            COALESCE(mmt_max, 150)
          )
          THEN 20
          WHEN (
            100 * (
              COALESCE(mmt_max, mmt, 0) - COALESCE(mmt_base, 0)
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
              COALESCE(mmt_max, mmt, 0) - COALESCE(mmt_base, 0)
            )
          ) > 30 * (
            COALESCE(mmt_max, 260)
          )
          THEN 32.5
          WHEN (
            100 * (
              COALESCE(mmt_max, mmt, 0) - COALESCE(mmt_base, 0)
            )
          ) > 20 * (
            COALESCE(mmt_max, 260)
          )
          THEN 27.5
          WHEN (
            100 * (
              COALESCE(mmt_max, mmt, 0) - COALESCE(mmt_base, 0)
            )
          ) > 10 * (
            COALESCE(mmt_max, 260)
          )
          THEN 20
          WHEN (
            100 * (
              COALESCE(mmt_max, mmt, 0) - COALESCE(mmt_base, 0)
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
        END
      ) + CASE
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
      END + GREATEST(
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
      ) + CASE
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
      END AS attainable_high
    FROM (
      SELECT
        *,
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
        END AS term_1_low,
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
        END AS term_1_high,
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
        END AS term_2_low,
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
        END AS term_2_high,
        LEAST(
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
          END
        ) AS term_3_low,
        GREATEST(
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
          END
        ) AS term_3_high,
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
        END AS term_4_low,
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
        END AS term_4_high,
        LEAST(
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
          END
        ) AS term_5_low,
        GREATEST(
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
          END
        ) AS term_5_high,
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
        END AS term_6_low,
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
        END AS term_6_high
      FROM (
        SELECT
          USUBJID,
          ADT,
          TWICE,
          population,
          phga_base,
          phga,
          ptga_base,
          ptga,
          mmt_base,
          mmt,
          mmt_max,
          mmt_max_base,
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
