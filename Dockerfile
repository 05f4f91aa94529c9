FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source

# Packages are a layer of their own: they change less often than the sources.
COPY global.json Directory.Build.props Directory.Packages.props ./
COPY src/AiBridge/AiBridge.csproj src/AiBridge/packages.lock.json src/AiBridge/
RUN dotnet restore src/AiBridge --locked-mode

COPY .editorconfig ./
COPY config/ config/
COPY src/ src/
RUN dotnet publish src/AiBridge --no-restore -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
COPY --from=build /app /app
# A working directory of its own: relative paths of the configuration count from here, the shipped file comes from /app.
RUN install -d -o "$APP_UID" -g "$APP_UID" /data /srv/aibridge
WORKDIR /srv/aibridge
USER $APP_UID
VOLUME /data
ENV AIBRIDGE__DataDirectory=/data \
    AIBRIDGE__Listen=http://0.0.0.0:8484
EXPOSE 8484

# There is no curl in the image; the program asks its own GET /health/live.
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s --retries=3 CMD ["/app/AiBridge", "health"]
ENTRYPOINT ["/app/AiBridge"]
