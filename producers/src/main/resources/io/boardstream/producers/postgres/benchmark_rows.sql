-- The flat table of benchmark rows: one metric of one step of one benchmark run.
-- All columns accept what reporters send: floats for counts, NaN or -1 for absent, text for ids.
CREATE TABLE IF NOT EXISTS public.benchmark_rows (
  id                 bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  github_pipeline_id text,
  pipeline_end_ts    timestamptz,
  ml_model_name      text,
  device_name        text,
  isl                numeric,
  osl                numeric,
  batch_size         numeric,
  precision          text,
  benchmark_run_id   text,
  step_name          text,
  metric_name        text,
  metric_value       double precision
);

-- Updates and deletes carry the whole old row, so that no large value arrives as a placeholder.
ALTER TABLE public.benchmark_rows REPLICA IDENTITY FULL;

COMMENT ON TABLE public.benchmark_rows IS 'One metric of one step of one benchmark run.';
COMMENT ON COLUMN public.benchmark_rows.id IS 'Identity of the row.';
COMMENT ON COLUMN public.benchmark_rows.github_pipeline_id IS 'Id of the GitHub Actions pipeline that ran the benchmark.';
COMMENT ON COLUMN public.benchmark_rows.pipeline_end_ts IS 'When that pipeline ended; shared by all its rows. Years 1970 to 9999.';
COMMENT ON COLUMN public.benchmark_rows.ml_model_name IS 'Name of the model as reported, at most 1,000 characters.';
COMMENT ON COLUMN public.benchmark_rows.device_name IS 'Name of the device as reported, in any case.';
COMMENT ON COLUMN public.benchmark_rows.isl IS 'Input sequence length, tokens; null, NaN or -1 for none.';
COMMENT ON COLUMN public.benchmark_rows.osl IS 'Output sequence length, tokens; null, NaN or -1 for none.';
COMMENT ON COLUMN public.benchmark_rows.batch_size IS 'Batch size, sequences; null, NaN or -1 for not reported.';
COMMENT ON COLUMN public.benchmark_rows.precision IS 'Number format of the weights; null means FP16.';
COMMENT ON COLUMN public.benchmark_rows.benchmark_run_id IS 'Id of the benchmark run, numeric or text.';
COMMENT ON COLUMN public.benchmark_rows.step_name IS 'Step that produced the number; decides whether it is a measurement or a target.';
COMMENT ON COLUMN public.benchmark_rows.metric_name IS 'Name of the metric; its unit is part of the name (_ms: milliseconds).';
COMMENT ON COLUMN public.benchmark_rows.metric_value IS 'Value in that unit; null or NaN when nothing was measured. Checks: 1 NA, 2 PASS, 3 FAIL.';
