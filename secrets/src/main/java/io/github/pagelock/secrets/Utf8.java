package io.github.pagelock.secrets;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/** Characters as UTF-8, without a copy of them anywhere else. */
final class Utf8 {
  private Utf8() {}

  /**
   * How many bytes they take.
   *
   * @throws IllegalArgumentException if half of a surrogate pair is among them, or they are too
   *     many
   */
  static int length(char[] characters) {
    long bytes = 0;
    for (int i = 0; i < characters.length; i++) {
      char each = characters[i];
      if (Character.isSurrogate(each)) {
        if (i + 1 == characters.length || !Character.isSurrogatePair(each, characters[i + 1])) {
          throw new IllegalArgumentException("character " + i + " is half of a surrogate pair");
        }
        i++;
        bytes += 4;
      } else {
        bytes += each < 0x80 ? 1 : each < 0x800 ? 2 : 3;
      }
    }
    if (bytes > SecretPool.MAX_LENGTH) {
      throw new IllegalArgumentException(
          "a secret of " + bytes + " bytes: it may have at most " + SecretPool.MAX_LENGTH);
    }
    return (int) bytes;
  }

  /** Encodes them into a buffer of that length. */
  static void encode(char[] characters, ByteBuffer target) {
    try {
      CoderResult result =
          StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(characters), target, true);
      if (!result.isUnderflow()) {
        result.throwException();
      }
    } catch (CharacterCodingException changed) {
      throw new IllegalArgumentException("the characters were changed meanwhile", changed);
    }
    if (target.hasRemaining()) {
      throw new IllegalArgumentException("the characters were changed meanwhile");
    }
  }
}
