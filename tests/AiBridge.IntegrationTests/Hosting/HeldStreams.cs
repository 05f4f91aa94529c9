using Microsoft.AspNetCore.Http;

namespace AiBridge.IntegrationTests.Hosting;

/// <summary>An upstream of all families whose streams are held where the request's header says; without it they run through.</summary>
internal sealed class HeldStreams
{
    /// <summary>Held before the headers, or in the middle, for as long as the bridge holds the call; or in the middle until the test releases it.</summary>
    public const string Before = "before", Middle = "middle", Released = "released";

    private const string Header = "x-hold";

    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _begun;

    /// <summary>Calls that have come to where they are held.</summary>
    public int Begun => Volatile.Read(ref _begun);

    /// <summary>A stream in its middle.</summary>
    public static async Task<RelayedStream> HoldAsync(HttpClient client, HttpRequestMessage request, Family family, string hold = Released)
    {
        var response = await client.SendAsync(Hold(request, hold), HttpCompletionOption.ResponseHeadersRead);
        response.IsSuccessStatusCode.Should().BeTrue();
        var stream = new RelayedStream(response, await response.Content.ReadAsStreamAsync());
        await stream.ReadUntilAsync(family.Begin);
        return stream;
    }

    /// <summary>The request with the word where it is to be held.</summary>
    public static HttpRequestMessage Hold(HttpRequestMessage request, string hold)
    {
        request.Headers.Add(Header, hold);
        return request;
    }

    /// <summary>Lets the streams that wait for it go on to their end.</summary>
    public void Release() => _release.TrySetResult();

    /// <summary>Says in <c>x-seen</c> where it was asked and with which key.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        var request = await context.ReadAsync();
        var hold = request.Headers.GetValueOrDefault(Header, "");
        var family = Family.OfPath(request.Target);
        Interlocked.Increment(ref _begun);
        if (hold == Before)
            await ForeverAsync(context);
        context.Response.ContentType = Answers.EventStream;
        context.Response.Headers["x-seen"] = $"{request.Target} {request.Headers.GetValueOrDefault("x-api-key") ?? request.Headers.GetValueOrDefault("authorization")}";
        await SendAsync(context, family.Begin);
        if (hold.Length > 0)
            await (hold == Middle ? ForeverAsync(context) : _release.Task.WaitAsync(context.RequestAborted));
        await SendAsync(context, family.Half + family.Rest);
    }

    private static async Task SendAsync(HttpContext context, string text)
    {
        await context.Response.WriteAsync(text, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    private static Task ForeverAsync(HttpContext context) => Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
}
