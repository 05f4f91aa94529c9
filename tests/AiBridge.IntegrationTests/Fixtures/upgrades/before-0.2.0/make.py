"""Writes a data directory with a built AiBridge, kills it in the middle, and packs what it left.

python3 make.py FOLDER-OF-AIBRIDGE.DLL OUT      (see README.md)
"""
import atexit, http.client, http.server, json, os, pathlib, re, shutil, signal, socket, subprocess, sys, tempfile, threading, time, zipfile

ADMIN = 'aib_' + 'A' * 43
MASTER = '00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff'
LAB_KEY, HEADER_VALUE, TEAM_KEY = 'sk-lab-kept-from-before-0-2-0-1', 'header-kept-from-before-0-2-0-1', 'sk-team-kept-from-before-0-2-0-1'

TOOLS = [{'name': 'bash', 'description': 'runs', 'input_schema': {'type': 'object', 'properties': {'command': {'type': 'string'}}, 'required': ['command']}}]
FUNCTIONS = [{'type': 'function', 'function': {'name': 'bash', 'parameters': {'type': 'object', 'properties': {'command': {'type': 'string'}}}}}]
CHAT = {'id': 'chatcmpl-1', 'object': 'chat.completion', 'model': 'lab-1', 'choices': [{'index': 0, 'message': {'role': 'assistant', 'content': 'hi'}, 'finish_reason': 'stop'}], 'usage': {'prompt_tokens': 5, 'completion_tokens': 2, 'total_tokens': 7}}
QUEUED = {'id': 'resp_b1', 'object': 'response', 'status': 'queued', 'background': True, 'model': 'lab-1', 'output': [], 'usage': None}
ENDED = {'id': 'resp_b1', 'object': 'response', 'status': 'completed', 'background': True, 'model': 'lab-1-2026', 'service_tier': 'flex',
         'output': [{'type': 'reasoning', 'id': 'rs_1', 'summary': [{'type': 'summary_text', 'text': 'hm'}]}, {'type': 'function_call', 'id': 'fc_1', 'call_id': 'call_1', 'name': 'read', 'namespace': 'mcp__docs', 'arguments': '{}'}],
         'usage': {'input_tokens': 100, 'input_tokens_details': {'cached_tokens': 60}, 'output_tokens': 9, 'output_tokens_details': {'reasoning_tokens': 4}, 'total_tokens': 109}}


class Upstream(http.server.BaseHTTPRequestHandler):
    """A forward proxy that is its own upstream: llm.example.com and team.example.com are nowhere."""
    protocol_version = 'HTTP/1.1'
    held = threading.Semaphore(0)

    def do_GET(self):
        self.answer(200, ENDED)

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers['Content-Length'])))
        text = json.dumps(body)
        if 'please hold' in text:
            self.send_response(200)
            self.send_header('Content-Type', 'text/event-stream')
            self.send_header('Connection', 'close')
            self.end_headers()
            self.wfile.write(b'data: {"id":"chatcmpl-h","model":"lab-1","choices":[{"index":0,"delta":{"content":"hold"}}]}\n\n')
            self.wfile.flush()
            Upstream.held.release()
            time.sleep(60)
        elif 'please refuse' in text:
            self.answer(400, {'error': {'message': 'no such thing', 'type': 'invalid_request_error'}})
        else:
            self.answer(200, QUEUED if body.get('background') else CHAT)

    def answer(self, status, body):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header('Content-Type', 'application/json')
        self.send_header('Content-Length', str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


class Bridge:
    def __init__(self, dll, home, proxy, master=None):
        settings = ['--demo', '--Listen', 'http://127.0.0.1:0', '--DataDirectory', 'data', '--Network:Proxy', proxy, '--Network:AllowPrivateNetwork', 'true']
        environment = {**os.environ, 'AIBRIDGE_ADMIN_TOKEN': ADMIN, 'NO_PROXY': '127.0.0.1', **({'AIBRIDGE_MASTER_KEY': master} if master else {})}
        self.process = subprocess.Popen(['dotnet', dll, *settings], cwd=home, env=environment, stdout=subprocess.PIPE, text=True)
        self.token = ''
        for line in self.process.stdout:
            if match := re.search(r'listens on http://127\.0\.0\.1:(\d+)', line):
                self.port = int(match[1])
            if match := re.search(r'Project token .*: (aib_\S+)', line):
                self.token = match[1]
                break
        threading.Thread(target=self.process.stdout.read, daemon=True).start()

    def open(self, method, path, body=None, token=None, headers=None):
        connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=30)
        connection.request(method, path, json.dumps(body) if body is not None else None, {'X-AiBridge-Token': token or ADMIN, 'Content-Type': 'application/json', **(headers or {})})
        return connection.getresponse()

    def call(self, method, path, body=None, token=None, headers=None, status=(200, 201, 204)):
        response = self.open(method, path, body, token, headers)
        text = response.read().decode()
        assert response.status in status, (method, path, response.status, text)
        answer = json.loads(text) if text[:1] in '{[' and text else text
        return answer, response.headers

    def api(self, method, path, body=None, token=None, **more):
        return self.call(method, '/api/v1' + path, body, token, **more)[0]

    def etag(self, path):
        return {'If-Match': self.call('GET', '/api/v1' + path)[1]['ETag']}

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def talk(bridge, token):
    """Two turns with a tool call in each protocol, in sessions and without."""
    claude = {'User-Agent': 'claude-cli/2.0.1 (external, cli)', 'anthropic-version': '2023-06-01', 'X-Claude-Code-Session-Id': '0a9a9a9a-1111-4222-8333-444455556666'}
    for headers in (claude, {'anthropic-version': '2023-06-01'}):
        messages = [{'role': 'user', 'content': 'show me the greeting' if headers is claude else 'and without a session'}]
        for stream in (True, False):
            answer, _ = bridge.call('POST', '/anthropic/v1/messages', {'model': 'claude-demo', 'max_tokens': 100, 'stream': stream, 'tools': TOOLS, 'messages': messages}, token, headers)
            called = re.search(r'"id":"(toolu_[^"]+)"', answer if isinstance(answer, str) else json.dumps(answer, separators=(',', ':')))
            if called:
                messages = messages + [{'role': 'assistant', 'content': [{'type': 'tool_use', 'id': called[1], 'name': 'bash', 'input': {'command': 'echo'}}]},
                                       {'role': 'user', 'content': [{'type': 'tool_result', 'tool_use_id': called[1], 'content': 'hello from the demo'}]}]
    messages = [{'role': 'user', 'content': 'Grüße aus Köln 👋, bitte einmal'}]
    answer, _ = bridge.call('POST', '/openai/v1/chat/completions', {'model': 'gpt-demo', 'stream': True, 'stream_options': {'include_usage': True}, 'tools': FUNCTIONS, 'messages': messages}, token, {'User-Agent': 'opencode/1.0'})
    called = re.search(r'"id":"(call_[^"]+)"', answer)
    messages += [{'role': 'assistant', 'content': None, 'tool_calls': [{'id': called[1], 'type': 'function', 'function': {'name': 'bash', 'arguments': '{}'}}]}, {'role': 'tool', 'tool_call_id': called[1], 'content': 'hello from the demo'}]
    bridge.call('POST', '/openai/v1/chat/completions', {'model': 'gpt-demo', 'messages': messages, 'tools': FUNCTIONS}, token, {'User-Agent': 'opencode/1.0'})
    shell = [{'type': 'function', 'name': 'shell', 'parameters': {'type': 'object', 'properties': {'command': {'type': 'array'}}}}]
    bridge.call('POST', '/openai/v1/responses', {'model': 'gpt-demo', 'stream': True, 'prompt_cache_key': '019a0000-0000-7000-8000-00000000c0de', 'tools': shell, 'input': [{'role': 'user', 'content': [{'type': 'input_text', 'text': 'run something'}]}]}, token, {'User-Agent': 'codex_cli_rs/0.60.0'})


def fill(bridge):
    """Everything that the store can hold, by its API."""
    lab = bridge.api('POST', '/providers', {'name': 'lab', 'type': 'custom', 'baseUrl': 'http://llm.example.com/v1', 'apiKeys': [{'value': LAB_KEY}]})
    bridge.api('POST', '/providers', {'name': 'headed', 'type': 'custom', 'baseUrl': 'http://llm.example.com/v1', 'auth': 'custom_header', 'customHeader': {'name': 'X-Lab-Key', 'value': HEADER_VALUE}})
    bridge.api('PUT', '/providers/lab', {'displayName': 'The lab'}, headers=bridge.etag('/providers/lab'))
    research = bridge.api('POST', '/projects', {'name': 'Research'})['id']
    made = bridge.api('POST', f'/projects/{research}/tokens', {'name': 'laptop', 'actorName': 'ada', 'permissions': ['bridge:Invoke', 'interceptions:Read', 'projects:Read']})
    revoked = bridge.api('POST', f'/projects/{research}/tokens', {'name': 'lost', 'permissions': ['bridge:Invoke']})
    bridge.api('DELETE', f"/projects/{research}/tokens/{revoked['id']}")
    secret = bridge.api('POST', '/secrets', {'name': 'team', 'value': TEAM_KEY, 'projectId': research})['id']
    bridge.api('POST', f'/ai-providers?projectId={research}', {'projectId': research, 'name': 'Team', 'slug': 'team', 'provider': 'custom', 'baseUrl': 'http://team.example.com/v1', 'secretId': secret, 'defaultModel': 'lab-1'})
    bridge.api('POST', '/projects', {'name': 'Research'}, status=(409,))
    gone = bridge.api('POST', '/projects', {'name': 'Gone'})['id']
    bridge.api('DELETE', f'/projects/{gone}', headers=bridge.etag(f'/projects/{gone}'))
    talk(bridge, bridge.token)
    ada = made['token']
    ask = {'model': 'lab-1', 'messages': [{'role': 'user', 'content': 'hello'}]}
    bridge.call('POST', '/lab/v1/chat/completions', ask, bridge.token)
    bridge.call('POST', '/headed/v1/chat/completions', ask, bridge.token)
    bridge.call('POST', '/team/v1/chat/completions', ask, ada)
    bridge.call('POST', '/lab/v1/chat/completions', {**ask, 'messages': [{'role': 'user', 'content': 'please refuse'}]}, ada, status=(400,))
    bridge.call('POST', '/lab/v1/responses', {'model': 'lab-1', 'background': True, 'input': 'hello'}, bridge.token)
    bridge.call('GET', '/lab/v1/responses/resp_b1', token=bridge.token)
    left = hold(bridge, bridge.token, 'please hold, and the client leaves')
    left.close()
    return research, ada, revoked['token']


def hold(bridge, token, text):
    response = bridge.open('POST', '/lab/v1/chat/completions', {'model': 'lab-1', 'stream': True, 'messages': [{'role': 'user', 'content': text}]}, token)
    assert Upstream.held.acquire(timeout=30)
    response.fp.read1(1)
    return response


def told(bridge, research, until):
    """What the API says of all of it."""
    interceptions = bridge.api('GET', '/interceptions?limit=200')['items']
    paths = ['/projects', f'/projects/{research}/tokens', '/projects/prj_default/tokens', '/secrets', f'/secrets?projectId={research}', '/providers/lab', '/providers/headed', f'/ai-providers?projectId={research}',
             '/sessions', f'/usage?groupBy=model,providerName&to={until}', f'/usage?groupBy=initiatorId,projectId&to={until}', '/audit?limit=200', '/interceptions?limit=200']
    paths += [f"/interceptions/{row['id']}" for row in interceptions]
    return {path: bridge.api('GET', path) for path in paths}


def pack(home, file):
    with zipfile.ZipFile(file, 'w', zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted((home / 'data').rglob('*')):
            # Of the file beside it SQLite makes a new one.
            if path.is_file() and path.suffix != '.db-shm':
                archive.write(path, path.relative_to(home / 'data'))


def main(dll, out):
    server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Upstream)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    proxy = f'http://127.0.0.1:{server.server_port}'
    for name, master in (('data.zip', None), ('ring-in-database.zip', MASTER)):
        home = pathlib.Path(tempfile.mkdtemp(prefix='aibridge-old-'))
        bridge = Bridge(dll, home, proxy, master)
        atexit.register(bridge.kill)
        research, ada, revoked = fill(bridge)
        time.sleep(2)
        before = told(bridge, research, time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime()))
        # Long open ones are in the database; what begins and ends now is in the journal alone.
        started = [hold(bridge, bridge.token, 'please hold, for long') for _ in range(2)]
        time.sleep(2)
        started += [hold(bridge, bridge.token, 'please hold, just begun')]
        ended = bridge.call('POST', '/lab/v1/chat/completions', {'model': 'lab-1', 'messages': [{'role': 'user', 'content': 'the last one'}]}, ada)[1]['X-AiBridge-Interception-Id']
        bridge.kill()
        pack(home, out / name)
        if master is None:
            facts = {'research': research, 'projectToken': bridge.token, 'researchToken': ada, 'revokedToken': revoked,
                     'interrupted': [response.headers['X-AiBridge-Interception-Id'] for response in started], 'completed': ended, 'told': before}
            (out / 'told.json').write_text(json.dumps(facts, ensure_ascii=False, indent=0))
        else:
            (out / 'ring-in-database.json').write_text(json.dumps({'projectToken': bridge.token, 'researchToken': ada}, indent=1))
        shutil.rmtree(home)


main(os.path.join(sys.argv[1], 'AiBridge.dll'), pathlib.Path(sys.argv[2]))
