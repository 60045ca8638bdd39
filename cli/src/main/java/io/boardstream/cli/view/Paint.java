package io.boardstream.cli.view;

import io.boardstream.matrix.documents.StatusWord;

/** Colours, for terminals that have them. The words stand there whatever the colour. */
public enum Paint {
  PLAIN {
    @Override
    String status(StatusWord word, String text) {
      return text;
    }

    @Override
    String strong(String text) {
      return text;
    }
  },
  COLOURED {
    @Override
    String status(StatusWord word, String text) {
      return escape(
          switch (word) {
            case SUPPORTED -> "32";
            case NOT_SUPPORTED -> "31";
            case COMING_SOON -> "36";
            case DEPRECATED -> "33";
            case UNTESTED, UNKNOWN -> "2";
          },
          text);
    }

    @Override
    String strong(String text) {
      return escape("1", text);
    }

    private String escape(String code, String text) {
      return "\u001b[" + code + "m" + text + "\u001b[0m";
    }
  };

  abstract String status(StatusWord word, String text);

  abstract String strong(String text);
}
