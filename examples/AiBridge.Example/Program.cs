// What a program can do with a bridge. Start one that needs no key (dotnet run --project src/AiBridge -- --demo) and paste the token it prints:
//   AIBRIDGE_TOKEN=aib_… dotnet run --project examples/AiBridge.Example -- "What is a proxy?"
//   AIBRIDGE_TOKEN=aib_… dotnet run --project examples/AiBridge.Example -- --watch
using AiBridge.Client;
using AiBridge.Contracts.Ai;
using AiBridge.Contracts.Records;

if (Environment.GetEnvironmentVariable("AIBRIDGE_TOKEN") is not { Length: > 0 } token)
{
    await Console.Error.WriteLineAsync("AIBRIDGE_TOKEN is not set.");
    return 2;
}

var address = Environment.GetEnvironmentVariable("AIBRIDGE_URL") ?? "http://127.0.0.1:8484";
using var client = new AiBridgeClient(new AiBridgeClientOptions { BaseAddress = new Uri(address), Token = token });
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

try
{
    await (args is ["--watch"] ? WatchAsync() : AskAsync(args is [var question, ..] ? question : "Say hello."));
    return 0;
}
catch (AiBridgeException refused)
{
    await Console.Error.WriteLineAsync($"{refused.Code}: {refused.Message}{(refused.RequestId is { } id ? $" (request {id})" : "")}");
    foreach (var fault in refused.Errors)
        await Console.Error.WriteLineAsync($"  {fault.Field} {fault.Problem}");
    return 1;
}
catch (HttpRequestException unreachable)
{
    await Console.Error.WriteLineAsync($"{address} cannot be reached: {unreachable.Message}");
    return 1;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    return 0;
}

async Task AskAsync(string question)
{
    AiConfigDto config = await client.Ai.GetConfigAsync(stop.Token);
    Console.WriteLine($"Asking {config.Provider ?? "nobody"} ({config.Model ?? "no model of its own"}) ...");
    var request = new ChatRequestDto { Messages = [new ChatMessageDto("user", question)], MaxTokens = 500 };
    await foreach (var part in client.Ai.StreamAsync(request, stop.Token))
    {
        if (part is ChatDelta delta)
            Console.Write(delta.Text);
        else if (part is ChatDone done)
            Console.WriteLine($"\n({done.FinishReason}, {done.Usage?.OutputTokens ?? 0} tokens)");
    }

    var stats = await client.Ai.StatsAsync(stop.Token);
    Console.WriteLine($"So far: {stats.Requests} requests, {stats.InputTokens} tokens in, {stats.OutputTokens} out.");
    await foreach (var interception in client.Interceptions.ListAsync(new InterceptionFilter { Limit = "5" }, stop.Token).Take(5))
        Console.WriteLine($"  {interception.StartedAt:u} {interception.ProviderName} {interception.Model}: {interception.Status}");
}

async Task WatchAsync()
{
    Console.WriteLine("Watching. Ctrl+C ends it.");
    await foreach (var happened in client.Interceptions.LiveAsync(cancellation: stop.Token))
    {
        Console.WriteLine(happened switch
        {
            LiveOpened { Interception: var call } => $"{call.Id} opened by {call.InitiatorName}: {call.ProviderName} {call.Model}",
            LiveFirstToken { Call: var call } => $"{call.Id} speaks after {call.TimeToFirstTokenMs} ms",
            LiveProgress { Call: var call } => $"{call.Id} {call.ResponseBytes} bytes{(call.LastTool is { } tool ? $", calls {tool}" : "")}",
            LiveClosed { Interception: var call } => $"{call.Id} {call.Status} after {call.DurationMs} ms",
            LiveGap { Missed: var missed } => $"{missed?.ToString() ?? "some"} events were missed",
            _ => "something that this version does not know",
        });
    }
}
