package io.boardstream.agent.boards;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

final class BoardKeysTest {

  @Property(tries = 300)
  void keysOfAHostAreAllDifferent(@ForAll("chips") List<Chip> chips) {
    List<String> keys = keys(chips);

    assertThat(keys).doesNotHaveDuplicates().hasSize(chips.size());
  }

  @Property(tries = 300)
  void theOrderOfTheListDoesNotChangeTheSetOfKeys(
      @ForAll("chips") List<Chip> chips, @ForAll long seed) {
    List<Chip> shuffled = new ArrayList<>(chips);
    Collections.shuffle(shuffled, new Random(seed));

    assertThat(new TreeSet<>(keys(shuffled))).isEqualTo(new TreeSet<>(keys(chips)));
  }

  @Property(tries = 100)
  void aChipOnTheBusKeepsItsKeyWhateverElseIsPluggedIn(@ForAll("chips") List<Chip> others) {
    Chip chip = chip("0000:ff:00.0", "1", null);
    List<Chip> all = new ArrayList<>(others);
    all.add(chip);

    assertThat(keys(all).get(all.size() - 1)).isEqualTo(keys(List.of(chip)).get(0));
  }

  @Provide
  Arbitrary<List<Chip>> chips() {
    Arbitrary<String> bus = Arbitraries.of("0000:01:00.0", "0000:02:00.0", "0000:c1:00.0");
    Arbitrary<String> board = Arbitraries.of("100035100000000", "a/b", "%2F");
    Arbitrary<String> coords = Arbitraries.of("(0, 0, 0, 0)", "(1, 0, 0, 0)");
    return Combinators.combine(bus.injectNull(0.5), board.injectNull(0.2), coords.injectNull(0.2))
        .as(BoardKeysTest::chip)
        .list()
        .ofMaxSize(40);
  }

  private static List<String> keys(List<Chip> chips) {
    return BoardKeys.of("ho/st", chips).stream().map(BoardKeys.Key::text).toList();
  }

  private static Chip chip(String bus, String board, String coords) {
    return new Chip(
        new Chip.Identity(bus, board, "n300", null, coords, null, null, null),
        Chip.Condition.UNKNOWN,
        new TreeMap<>(),
        Map.of(),
        Reading.NONE,
        new Chip.Origin(EnumSet.of(Source.TT_SMI), false, new TreeMap<>(), null));
  }
}
