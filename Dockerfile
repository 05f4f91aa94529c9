FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
# All that .dockerignore lets in: a list of projects here would be one more to forget a project in.
COPY . .
# The cache keeps packages from build to build.
RUN --mount=type=cache,target=/root/.nuget/packages \
    dotnet restore src/AiBridge --locked-mode && dotnet publish src/AiBridge --no-restore -o /app
# Made here, because the image below has no shell.
RUN mkdir -p /data /srv/aibridge

# Chiseled: no shell, no package manager; extra: with the time zones.
FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled-extra
COPY --from=build /app /app
COPY --from=build --chown=$APP_UID:$APP_UID /data /data
# Relative paths of the configuration count from here; the shipped file comes from /app.
COPY --from=build --chown=$APP_UID:$APP_UID /srv/aibridge /srv/aibridge
WORKDIR /srv/aibridge
USER $APP_UID
VOLUME /data
# The last one: what the database reads of large records goes back to the system at once, where its allocator would keep it for each thread.
ENV AIBRIDGE__DataDirectory=/data \
    AIBRIDGE__Listen=http://0.0.0.0:8484 \
    MALLOC_MMAP_THRESHOLD_=1048576
EXPOSE 8484

# There is no curl in the image; the program asks its own GET /health/live.
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s --retries=3 CMD ["/app/AiBridge", "health"]
ENTRYPOINT ["/app/AiBridge"]
