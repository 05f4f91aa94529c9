// A provider that dies inside tool calls: it passes requests on to a bridge in demo mode and cuts the first answers that stream a
// tool call, the first between two events, the second inside one. Later ones are whole. Each client (by its kind) meets its own deaths.
// usage: UPSTREAM_URL=… UPSTREAM_TOKEN=… node dying-upstream.mjs   prints its address
import { createServer } from 'node:http';

const { UPSTREAM_URL, UPSTREAM_TOKEN } = process.env;
const argumentsBegin = /event: (content_block_delta\ndata: .*input_json_delta|response\.(function_call_arguments|custom_tool_call_input)\.delta\n).*\n\n|data: .*"arguments":"[^"].*\n\n/;
const deaths = new Map();

function placeToDie(request, text) {
  const found = argumentsBegin.exec(text);
  if (!found) return null;
  const kind = `${request.url} ${(request.headers['user-agent'] ?? '').split(/[/ ]/)[0]}`;
  const count = (deaths.get(kind) ?? 0) + 1;
  deaths.set(kind, count);
  const boundary = found.index + found[0].length;
  return count === 1 ? boundary : count === 2 ? boundary + 20 : null;
}

// Claude Code asks again by itself only while no content block of the answer is complete, so it meets its deaths in answers that begin
// with the tool call: the blocks before it are left out.
function withoutBlocks(count, text) {
  const indexOf = (event) => (event.startsWith('event: content_block_') ? Number(/"index":(\d+)/.exec(event)[1]) : null);
  return text.split(/(?<=\n\n)/).filter((event) => indexOf(event) === null || indexOf(event) >= count)
    .map((event) => (indexOf(event) === null ? event : event.replace(/"index":(\d+)/, (_, index) => `"index":${index - count}`))).join('');
}

async function pass(request, response) {
  const body = [];
  for await (const chunk of request) body.push(chunk);
  const headers = { ...request.headers, authorization: `Bearer ${UPSTREAM_TOKEN}` };
  for (const name of ['host', 'connection', 'content-length', 'x-api-key', 'transfer-encoding']) delete headers[name];
  const answer = await fetch(UPSTREAM_URL + request.url, { method: request.method, headers, body: body.length ? Buffer.concat(body) : undefined });
  let text = await answer.text();
  if (/^claude/.test(request.headers['user-agent']) && argumentsBegin.test(text)) text = withoutBlocks(2, text);
  response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'application/json' });
  const place = answer.headers.get('content-type')?.startsWith('text/event-stream') ? placeToDie(request, text) : null;
  if (place === null) return response.end(text);
  console.error(`dies after ${place} of ${text.length} characters of ${request.url}`);
  response.write(text.slice(0, place), () => setTimeout(() => response.destroy(), 200));
}

const server = createServer((request, response) => pass(request, response).catch((fault) => { console.error(fault); response.destroy(); }));
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
