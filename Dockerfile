# Boardstream's own parts as an image: docker build -t boardstream . ; docker run boardstream run streams
FROM eclipse-temurin:17-jdk AS build
WORKDIR /src
COPY . .
RUN ./mvnw -B -ntp -Dmaven.test.skip=true -Dspotless.check.skip -pl cli -am package

FROM eclipse-temurin:17-jre
RUN useradd --system --uid 10001 --create-home boardstream \
    && mkdir -p /data/documents /data/state \
    && chown -R boardstream /data
# The registry's programs stay behind: here every server has a container of its own.
COPY --from=build /src/cli/target/distribution/lib /opt/boardstream/lib
USER boardstream
WORKDIR /data
ENV BOARDSTREAM_DOCUMENTS_DIR=/data/documents \
    BOARDSTREAM_STREAMS_STATE_DIR=/data/state \
    BOARDSTREAM_HTTP_HOST=0.0.0.0 \
    BOARDSTREAM_HTTP_PORT=8080 \
    JAVA_TOOL_OPTIONS="-XX:MaxRAMPercentage=60 -XX:+ExitOnOutOfMemoryError"
EXPOSE 8080
# Ready: 200 from /readyz. The image has no curl, but bash can speak.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=6 \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /readyz HTTP/1.0\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200 '"]
ENTRYPOINT ["java", "-Dfile.encoding=UTF-8", "-cp", "/opt/boardstream/lib/*", "io.boardstream.cli.Boardstream"]
CMD ["--help"]
