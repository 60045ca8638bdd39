package io.boardstream.matrix.fold;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.NumericChars;
import org.junit.jupiter.api.Test;

final class KeyWriterTest {

  @Property
  void textsAreInCodePointOrder(
      @ForAll @AlphaChars @Chars({'\0', '\u0001', 'é', '\uffee'}) String a,
      @ForAll @AlphaChars @Chars({'\0', '\u0001', 'é', '\uffee'}) String b) {
    assertThat(order(a, b, text -> new KeyWriter().text(text)))
        .isEqualTo(Integer.signum(a.compareTo(b)));
  }

  @Property
  void aTupleIsOrderedByItsFirstPartFirst(
      @ForAll @AlphaChars @Chars('\0') String a,
      @ForAll long n,
      @ForAll @AlphaChars @Chars('\0') String b,
      @ForAll long m) {
    int expected = a.equals(b) ? Long.compare(n, m) : Integer.signum(a.compareTo(b));
    byte[] one = new KeyWriter().text(a).number(n).toBytes();
    byte[] other = new KeyWriter().text(b).number(m).toBytes();
    assertThat(Integer.signum(Arrays.compareUnsigned(one, other))).isEqualTo(expected);
  }

  @Property
  void numbersAreInOrderAndAbsentOnesLast(@ForAll Long a, @ForAll Long b) {
    assertThat(order(Optional.of(a), Optional.of(b), n -> new KeyWriter().number(n)))
        .isEqualTo(Long.compare(a, b));
    assertThat(order(Optional.of(a), Optional.<Long>empty(), n -> new KeyWriter().number(n)))
        .isEqualTo(-1);
  }

  @Property
  void descendingPartsAreInTheOppositeOrder(
      @ForAll @AlphaChars @Chars('\0') String a, @ForAll @AlphaChars @Chars('\0') String b) {
    assertThat(order(a, b, text -> new KeyWriter().descending(k -> k.text(text)).number(7)))
        .isEqualTo(-Integer.signum(a.compareTo(b)));
  }

  @Property
  void naturalTextsThatDifferHaveKeysThatDiffer(
      @ForAll @NumericChars @Chars({'-', '\0'}) String a,
      @ForAll @NumericChars @Chars({'-', '\0'}) String b) {
    assertThat(order(a, b, text -> new KeyWriter().natural(text)) == 0).isEqualTo(a.equals(b));
  }

  @Test
  void runsOfDigitsCountAsNumbers() {
    List<String> sorted = List.of("9", "10", "10-2", "10-10", "100", "run-9", "run-10");
    for (int i = 1; i < sorted.size(); i++) {
      assertThat(order(sorted.get(i - 1), sorted.get(i), text -> new KeyWriter().natural(text)))
          .as("%s before %s", sorted.get(i - 1), sorted.get(i))
          .isEqualTo(-1);
    }
  }

  @Property
  void theKeyAfterAPrefixIsAfterAllThatBeginWithItAndNoOther(
      @ForAll @AlphaChars String prefix, @ForAll byte[] rest) {
    byte[] head = new KeyWriter().text(prefix).toBytes();
    byte[] after = KeyWriter.after(head);
    byte[] inside = new KeyWriter().raw(head).raw(rest).toBytes();
    assertThat(Arrays.compareUnsigned(inside, after)).isNegative();
    assertThat(Arrays.compareUnsigned(head, after)).isNegative();
    assertThat(Arrays.equals(Arrays.copyOf(after, head.length), head)).isFalse();
  }

  private static <T> int order(T a, T b, Function<T, KeyWriter> key) {
    return Integer.signum(Arrays.compareUnsigned(key.apply(a).toBytes(), key.apply(b).toBytes()));
  }
}
