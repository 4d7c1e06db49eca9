# The web server, made by the same steps as `./dev serve` on a machine of one's own.
FROM debian:12-slim
WORKDIR /srv/servicemap
# The database is another container's: no cluster of its own, and so no server packages.
ENV DATABASE_URL=postgis://unset/unset

# What changes seldom comes first, so that it is made seldom.
COPY dev ./
COPY servicemap/ops servicemap/ops
COPY requirements requirements
RUN ./dev install

COPY . .
# The key is for this one step and stays in no layer; a real one comes from the environment.
RUN SECRET_KEY=only-to-collect-the-static-files ./dev build \
 && rm -rf .local/node node_modules \
 && useradd --system --home-dir /srv/servicemap servicemap \
 && chown -R servicemap: .local
USER servicemap

EXPOSE 8000
ENV SERVICEMAP_BIND=0.0.0.0
CMD ["./dev", "serve"]
