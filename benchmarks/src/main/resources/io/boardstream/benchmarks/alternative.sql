-- What a competent user would do in Postgres alone: the newest conclusive value of each model on each device.
-- A value is conclusive when it is above zero and measured, not a target.

CREATE INDEX newest_conclusive
  ON benchmark_rows (ml_model_name, device_name, pipeline_end_ts DESC NULLS LAST, benchmark_run_id DESC)
  INCLUDE (metric_name, metric_value)
  WHERE metric_value > 0
    AND step_name NOT IN ('benchmark_summary_functional', 'benchmark_summary_complete', 'benchmark_summary_target');

CREATE MATERIALIZED VIEW matrix AS
  SELECT DISTINCT ON (ml_model_name, device_name)
         ml_model_name, device_name, pipeline_end_ts, benchmark_run_id, metric_name, metric_value
    FROM benchmark_rows
   WHERE metric_value > 0
     AND step_name NOT IN ('benchmark_summary_functional', 'benchmark_summary_complete', 'benchmark_summary_target')
   ORDER BY ml_model_name, device_name, pipeline_end_ts DESC NULLS LAST, benchmark_run_id DESC;

-- REFRESH … CONCURRENTLY needs one.
CREATE UNIQUE INDEX ON matrix (ml_model_name, device_name);

-- The same by loose index scan, which Postgres does not plan by itself: one seek for each cell, whatever the history.
CREATE VIEW matrix_by_seeks AS
  WITH RECURSIVE cells AS (
    (SELECT ml_model_name, device_name, pipeline_end_ts, benchmark_run_id, metric_name, metric_value
       FROM benchmark_rows
      WHERE metric_value > 0
        AND step_name NOT IN ('benchmark_summary_functional', 'benchmark_summary_complete', 'benchmark_summary_target')
      ORDER BY ml_model_name, device_name, pipeline_end_ts DESC NULLS LAST, benchmark_run_id DESC
      LIMIT 1)
    UNION ALL
    SELECT following.*
      FROM cells, LATERAL (
        SELECT ml_model_name, device_name, pipeline_end_ts, benchmark_run_id, metric_name, metric_value
          FROM benchmark_rows
         WHERE metric_value > 0
           AND step_name NOT IN ('benchmark_summary_functional', 'benchmark_summary_complete', 'benchmark_summary_target')
           AND (ml_model_name, device_name) > (cells.ml_model_name, cells.device_name)
         ORDER BY ml_model_name, device_name, pipeline_end_ts DESC NULLS LAST, benchmark_run_id DESC
         LIMIT 1) AS following)
  SELECT * FROM cells;

-- Kept up to date by every insert.
CREATE TABLE matrix_by_trigger (
  ml_model_name    text,
  device_name      text,
  pipeline_end_ts  timestamptz,
  benchmark_run_id text,
  metric_name      text,
  metric_value     double precision,
  PRIMARY KEY (ml_model_name, device_name)
);

CREATE FUNCTION keep_matrix() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO matrix_by_trigger AS known
  SELECT DISTINCT ON (ml_model_name, device_name)
         ml_model_name, device_name, pipeline_end_ts, benchmark_run_id, metric_name, metric_value
    FROM inserted
   WHERE metric_value > 0
     AND step_name NOT IN ('benchmark_summary_functional', 'benchmark_summary_complete', 'benchmark_summary_target')
   ORDER BY ml_model_name, device_name, pipeline_end_ts DESC NULLS LAST, benchmark_run_id DESC
  ON CONFLICT (ml_model_name, device_name) DO UPDATE
    SET pipeline_end_ts = excluded.pipeline_end_ts, benchmark_run_id = excluded.benchmark_run_id,
        metric_name = excluded.metric_name, metric_value = excluded.metric_value
  WHERE (excluded.pipeline_end_ts, excluded.benchmark_run_id) >= (known.pipeline_end_ts, known.benchmark_run_id);
  RETURN NULL;
END $$;

CREATE TRIGGER keep_matrix AFTER INSERT ON benchmark_rows
  REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION keep_matrix();

-- Enabled only while it is measured.
ALTER TABLE benchmark_rows DISABLE TRIGGER keep_matrix;
