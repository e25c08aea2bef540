package io.github.pagelock.secrets;

import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.Locale;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/** A secret as the JDK sees keys. It cannot be serialized, though keys can. */
final class PooledKey implements SecretKey {
  private static final long serialVersionUID = 1;

  private final transient Secret secret;
  private final transient String algorithm;

  PooledKey(Secret secret, String algorithm) {
    this.secret = secret;
    this.algorithm = algorithm;
  }

  @Override
  public String getAlgorithm() {
    return algorithm;
  }

  @Override
  public String getFormat() {
    return "RAW";
  }

  /** A copy on the heap; whoever asks for it overwrites it. */
  @Override
  public byte[] getEncoded() {
    byte[] copy = new byte[secret.length()];
    secret.copyTo(copy);
    return copy;
  }

  @Override
  public void destroy() {
    secret.close();
  }

  @Override
  public boolean isDestroyed() {
    return secret.isDestroyed();
  }

  /** As the JDK's keys: equal to whatever secret key has the same algorithm and bytes. */
  @Override
  public boolean equals(@Nullable Object other) {
    if (this == other) {
      return true;
    }
    if (!(other instanceof SecretKey that) || !algorithm.equalsIgnoreCase(that.getAlgorithm())) {
      return false;
    }
    if (that instanceof PooledKey mine) {
      return secret.equals(mine.secret);
    }
    return !isDestroyed() && "RAW".equals(that.getFormat()) && hasSameBytes(that);
  }

  private boolean hasSameBytes(SecretKey that) {
    byte[] theirs = that.getEncoded();
    if (theirs == null) {
      return false;
    }
    try {
      return secret.contentEquals(theirs);
    } finally {
      Arrays.fill(theirs, (byte) 0);
    }
  }

  /** Tells nothing of the bytes, unlike that of the JDK's keys. */
  @Override
  public int hashCode() {
    return 31 * algorithm.toLowerCase(Locale.ROOT).hashCode() + secret.length();
  }

  @Override
  public String toString() {
    return algorithm + " key, " + secret;
  }

  private void writeObject(ObjectOutputStream out) throws IOException {
    throw new NotSerializableException("a secret does not leave its pool: " + this);
  }

  private void readObject(ObjectInputStream in) throws IOException {
    throw new NotSerializableException(PooledKey.class.getName());
  }
}
