package io.boardstream.sink;

import java.io.IOException;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** A failure of the bucket in words: what is wrong and what to do about it. */
final class BucketProblem {

  private static final String AGAIN = " Nothing is lost; it is tried again.";

  private BucketProblem() {}

  /** Another sink has claimed the bucket since; its documents are the ones that count. */
  static final class TakenOverException extends IOException {
    TakenOverException() {
      super("taken over");
    }
  }

  /** Somebody else changed a document since we last looked. */
  static final class ChangedByOthersException extends IOException {
    ChangedByOthersException(String name) {
      super(name);
    }
  }

  /** A failure of everything, as far as one can know. */
  static DestinationLostException of(SdkException failure) {
    return new DestinationLostException(text(failure), failure);
  }

  static String describe(BucketSettings settings, IOException failure) {
    String bucket = "s3://" + settings.bucket() + "/" + settings.prefix();
    if (failure instanceof TakenOverException) {
      return "Another sink that started later writes to "
          + bucket
          + " now, so this one does not. Stop one of them; start this one again to take over.";
    }
    if (failure instanceof ChangedByOthersException) {
      return "Somebody else changed %s in %s. All documents there are compared again. Does another sink write there?"
              .formatted(failure.getMessage(), bucket)
          + AGAIN;
    }
    return "Cannot write documents to %s: %s.%s%s"
        .formatted(
            bucket + settings.endpoint().map(endpoint -> " at " + endpoint).orElse(""),
            failure.getMessage(),
            failure.getCause() instanceof S3Exception s3 ? advice(s3) : "",
            AGAIN);
  }

  /** The same for one who only reads. */
  static String cannotRead(BucketSettings settings, SdkException failure) {
    return "Cannot read documents in s3://%s/%s: %s.%s"
        .formatted(
            settings.bucket(),
            settings.prefix() + settings.endpoint().map(endpoint -> " at " + endpoint).orElse(""),
            text(failure),
            failure instanceof S3Exception s3 ? advice(s3) : "");
  }

  private static String advice(S3Exception failure) {
    if (failure.statusCode() == 403 || failure.statusCode() == 401) {
      return " Check the credentials, and that they may s3:ListBucket, s3:GetObject, s3:PutObject and"
          + " s3:DeleteObject there.";
    }
    if (failure.statusCode() == 404) {
      return " Make the bucket, or set %s right.".formatted(BucketSettings.BUCKET);
    }
    if (failure.statusCode() == 301 || failure.statusCode() == 400) {
      return " Set %s and %s as the server wants them."
          .formatted(BucketSettings.REGION, BucketSettings.PATH_STYLE);
    }
    if (failure.statusCode() == 501) {
      return " If the server does not know conditional writes, set %s=false."
          .formatted(BucketSettings.CONDITIONAL_WRITES);
    }
    return "";
  }

  private static String text(SdkException failure) {
    if (failure instanceof S3Exception s3) {
      AwsErrorDetails details = s3.awsErrorDetails();
      String code = details == null ? "" : details.errorCode() + ", ";
      return "the server answers " + code + "HTTP " + s3.statusCode();
    }
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = String.valueOf(cause == failure ? failure.getMessage() : cause);
    return message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
  }
}
