// usage: node front.mjs PORT_FILE LOG [TARGET]
// Stands before the bridge and notes each request: milliseconds, method, path, status, and whether it offers tools (a request
// for a title does not). Without a target it is an upstream that refuses every key.
import { appendFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';

const [portFile, log, target] = process.argv.slice(2);

function pass(request, response) {
  const came = Date.now();
  const body = [];
  const note = (status) => appendFileSync(log, `${came}\t${request.method}\t${request.url}\t${status}\t${Buffer.concat(body).includes('"tools":[{')}\n`);
  const url = new URL(request.url, target);
  const onward = (url.protocol === 'https:' ? https : http).request(url, { method: request.method, headers: request.headers }, (answer) => {
    note(answer.statusCode);
    response.writeHead(answer.statusCode, answer.headers);
    answer.pipe(response);
  });
  onward.on('error', () => { note('broken'); response.destroy(); });
  request.on('data', (piece) => body.push(piece)).pipe(onward);
}

function refuse(request, response) {
  request.resume().on('end', () => {
    const error = { type: 'authentication_error', message: 'invalid key', param: null, code: 'invalid_api_key' };
    response.writeHead(401, { 'content-type': 'application/json' });
    response.end(JSON.stringify(request.url.endsWith('/messages') ? { type: 'error', error } : { error }));
  });
}

const server = http.createServer(target ? pass : refuse);
server.listen(0, '127.0.0.1', () => writeFileSync(portFile, String(server.address().port)));
