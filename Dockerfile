# Both programs, each in an image with nothing else in it:
#
#	docker build --target photos -t photos .
#	docker build --target printer -t printer .

FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o /out/ ./cmd/photos ./cmd/printer
# An empty folder for the data: a new volume takes its owner and mode from it.
RUN install -d -m 0700 /out/data && install -d -m 1777 /out/tmp

FROM scratch AS base
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build --chown=65532:65532 /out/data /data
COPY --from=build --chown=65532:65532 /out/tmp /tmp
USER 65532:65532
VOLUME /data

FROM base AS photos
COPY --from=build /out/photos /photos
ENV PHOTOS_ADDR=:8080 PHOTOS_DATA=/data
EXPOSE 8080
ENTRYPOINT ["/photos"]

FROM base AS printer
COPY --from=build /out/printer /printer
ENV PRINTER_ADDR=:8081 PRINTER_DATA=/data
EXPOSE 8081
ENTRYPOINT ["/printer"]
