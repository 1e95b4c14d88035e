const http = require("node:http");
const ms = require("ms");

const port = Number(process.env.PORT ?? 3000);

const server = http.createServer((request, response) => {
  if (request.url === "/health") {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ status: "ok", uptime: ms(Math.round(process.uptime() * 1000)) }));
    return;
  }
  response.writeHead(200, { "content-type": "text/plain" });
  response.end("Hello from the shop\n");
});

server.listen(port, () => console.log(`listening on ${port}`));
process.on("SIGTERM", () => server.close());
