/** Tests of the history. */
package io.boardstream.site.history;
