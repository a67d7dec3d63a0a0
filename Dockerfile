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
HEALTHCHECK --interval=5s --start-period=60s CMD ["/photos", "health"]
ENTRYPOINT ["/photos"]

FROM base AS printer
COPY --from=build /out/printer /printer
ENV PRINTER_ADDR=:8081 PRINTER_DATA=/data
EXPOSE 8081
HEALTHCHECK --interval=5s --start-period=60s CMD ["/printer", "health"]
ENTRYPOINT ["/printer"]

# What the profile scale of docker-compose.yml adds, each as small and without
# rights as the two: an S3 store, Caddy, and a printer that speaks IPP.

FROM golang:1.26 AS gateway
RUN CGO_ENABLED=0 go install -trimpath -ldflags='-s -w' github.com/versity/versitygw/cmd/versitygw@v1.8.0
# A bucket is a folder. A new volume takes them over.
RUN install -d -m 0700 /out/data/photos /out/data/prints

FROM alpine:3.22 AS s3
COPY --from=gateway /go/bin/versitygw /usr/local/bin/versitygw
COPY --from=gateway --chown=65532:65532 /out/data /data
USER 65532:65532
VOLUME /data
EXPOSE 7070
HEALTHCHECK --interval=5s --start-period=30s CMD ["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:7070/health"]
ENTRYPOINT ["versitygw", "--port", ":7070", "--health", "/health", "--quiet", "posix", "/data"]

FROM caddy:2.10-alpine AS web
# A copy lacks the capability that the file has, and that no-new-privileges refuses.
RUN cp /usr/bin/caddy /usr/local/bin/caddy && install -d -m 0700 -o 65532 -g 65532 /state /authority
ENV XDG_DATA_HOME=/state XDG_CONFIG_HOME=/state
USER 65532:65532
VOLUME ["/state", "/authority"]
EXPOSE 8443
HEALTHCHECK --interval=5s --start-period=30s CMD ["wget", "-q", "-O", "/dev/null", "http://localhost:2020/"]
ENTRYPOINT ["/usr/local/bin/caddy", "run", "--config", "/etc/caddy/Caddyfile"]

FROM debian:13-slim AS paper
RUN apt-get update && apt-get install -y --no-install-recommends cups-ipp-utils dbus-daemon && rm -rf /var/lib/apt/lists/*
COPY printer/ipp/ipptest/testdata/photo.conf /etc/photo.conf
COPY deploy/paper.ipp /etc/paper.ipp
# It wants a D-Bus, even where it is told not to announce itself.
ENV HOME=/tmp
USER nobody
WORKDIR /tmp
EXPOSE 8631
HEALTHCHECK --interval=5s --start-period=30s CMD ["ipptool", "-q", "ipp://paper:8631/ipp/print", "/etc/paper.ipp"]
ENTRYPOINT ["dbus-run-session", "--", "sh", "-c", "DBUS_SYSTEM_BUS_ADDRESS=$DBUS_SESSION_BUS_ADDRESS exec ippeveprinter -r off -a /etc/photo.conf -d /tmp -p 8631 -n paper 'Photo printer'"]
