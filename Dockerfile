# Two stages: what builds is not what runs. Not tested where it was written: there was no container engine.
FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN npm run build && npm prune --omit=dev

FROM node:22-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0
WORKDIR /app
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY --from=build /app/views views
COPY --from=build /app/public public
COPY --from=build /app/package.json /app/plugin.manifest.json /app/plugin.manifest.schema.json ./
USER node
EXPOSE 3000
CMD ["node", "dist/main.js"]
