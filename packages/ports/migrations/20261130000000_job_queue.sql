-- Functions for all subgraphs that add background jobs, which are rows of pg-boss (schema jobs).
create schema job_queue;
