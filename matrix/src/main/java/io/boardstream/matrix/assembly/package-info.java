/**
 * The four tables behind the flat rows (pipelines, jobs, runs, measurements), assembled into rows
 * over ordered stores: first by pipeline and by run, then by job.
 */
@NullMarked
package io.boardstream.matrix.assembly;

import org.jspecify.annotations.NullMarked;
