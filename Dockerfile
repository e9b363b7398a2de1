# Weft in a container: the server and the built page, without what only builds and tests need.
# Not root; all that it writes is in DATA_DIR, so the rest may be read-only.

FROM node:26-bookworm-slim AS build
WORKDIR /weft
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN cd client && npx vite build --logLevel warn
RUN npm prune --omit=dev --no-audit --no-fund

FROM node:26-bookworm-slim
WORKDIR /weft
ENV NODE_ENV=production DATA_DIR=/data
COPY --from=build /weft/package.json /weft/LICENSE ./
COPY --from=build /weft/node_modules node_modules
COPY --from=build /weft/client/dist client/dist
COPY --from=build /weft/shared shared
COPY --from=build /weft/server server
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 3000
# Not /readyz: a node whose store fails holds what waits to be stored, and must not be ended for it.
HEALTHCHECK --interval=5s --timeout=3s --start-period=20s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.PORT || 3000) + '/healthz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "server/main.ts"]
