/**
 * Proof under faults: a system in processes of its own, a steady load, faults, and an exact audit.
 */
@NullMarked
package io.boardstream.benchmarks.faults;

import org.jspecify.annotations.NullMarked;
