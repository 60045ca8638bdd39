package io.boardstream.matrix.fold;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.matrix.evidence.RunAssembly;
import java.util.ArrayList;
import java.util.List;

/** The facts in the store of the fold itself. */
record StoredFacts(OrderedStore store) implements Facts {

  @Override
  public List<BenchmarkRow> of(byte[] run) {
    byte[] prefix = Keys.evidence(run);
    List<BenchmarkRow> facts = new ArrayList<>();
    try (OrderedStore.Scan scan = store.scan(prefix, KeyWriter.after(prefix), false)) {
      while (facts.size() <= RunAssembly.MAX_ROWS && scan.hasNext()) {
        facts.add(FactRouting.decode(scan.next().getValue()));
      }
    }
    return facts;
  }
}
