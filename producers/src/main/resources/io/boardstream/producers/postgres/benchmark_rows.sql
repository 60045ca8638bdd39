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

-- Where a row comes from, as far as its reporter says. Older tables are given these columns.
ALTER TABLE public.benchmark_rows
  ADD COLUMN IF NOT EXISTS github_job_id   text,
  ADD COLUMN IF NOT EXISTS github_link     text,
  ADD COLUMN IF NOT EXISTS git_repo_name   text,
  ADD COLUMN IF NOT EXISTS git_branch_name text,
  ADD COLUMN IF NOT EXISTS git_commit_hash text,
  ADD COLUMN IF NOT EXISTS run_end_ts      timestamptz,
  ADD COLUMN IF NOT EXISTS training        boolean,
  ADD COLUMN IF NOT EXISTS metric_target   double precision,
  ADD COLUMN IF NOT EXISTS run_status      text,
  ADD COLUMN IF NOT EXISTS failure         text,
  ADD COLUMN IF NOT EXISTS reproduce       text,
  ADD COLUMN IF NOT EXISTS origin          text;

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
COMMENT ON COLUMN public.benchmark_rows.github_job_id IS 'Id of the GitHub Actions job that ran the benchmark.';
COMMENT ON COLUMN public.benchmark_rows.github_link IS 'Web address of that job, or else of its pipeline.';
COMMENT ON COLUMN public.benchmark_rows.git_repo_name IS 'Repository that was benchmarked.';
COMMENT ON COLUMN public.benchmark_rows.git_branch_name IS 'Branch of that repository.';
COMMENT ON COLUMN public.benchmark_rows.git_commit_hash IS 'Commit of that repository.';
COMMENT ON COLUMN public.benchmark_rows.run_end_ts IS 'When the run ended; without it the end of the pipeline tells which run is newer.';
COMMENT ON COLUMN public.benchmark_rows.training IS 'Whether the run trained the model; null means inference.';
COMMENT ON COLUMN public.benchmark_rows.metric_target IS 'Value that was aimed at, reported beside the measured one, in the same unit.';
COMMENT ON COLUMN public.benchmark_rows.run_status IS 'How the run ended, as reported.';
COMMENT ON COLUMN public.benchmark_rows.failure IS 'Why it failed, as reported.';
COMMENT ON COLUMN public.benchmark_rows.reproduce IS 'Command that runs it again, where the reporter says.';
COMMENT ON COLUMN public.benchmark_rows.origin IS 'Where in a file the row was read, where it came from one.';
