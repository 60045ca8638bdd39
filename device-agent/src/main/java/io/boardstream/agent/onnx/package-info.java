/** The built-in reference frontend: compiles and runs ONNX models on this machine's processor. */
@NullMarked
package io.boardstream.agent.onnx;

import org.jspecify.annotations.NullMarked;
