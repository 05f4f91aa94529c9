using System.Text;

namespace AiBridge.IntegrationTests.Hosting;

/// <summary>One stream through the bridge, seen from both ends.</summary>
internal sealed class RelayedStream(HttpResponseMessage response, Stream body, HeldAnswer? upstream = null) : IDisposable
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly MemoryStream _received = new();

    /// <summary>The upstream's end, where it is held by itself.</summary>
    public HeldAnswer Upstream => upstream ?? throw new InvalidOperationException("this stream has no end of its own");

    public string InterceptionId { get; } = response.InterceptionId();

    public byte[] Bytes => _received.ToArray();

    public string Text => Encoding.UTF8.GetString(_received.ToArray());

    /// <summary>Reads until the text so far is as wanted.</summary>
    public async Task ReadUntilAsync(Func<string, bool> wanted)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!wanted(Text))
            (await ReadAsync(limit.Token)).Should().BeTrue("more was to come after: " + Text);
    }

    public Task ReadUntilAsync(string whole) => ReadUntilAsync(text => text == whole);

    /// <summary>Reads to the end; false when the connection was cut instead.</summary>
    public async Task<bool> ReadToEndAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            while (await ReadAsync(limit.Token))
            {
            }

            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>The client goes away.</summary>
    public void Dispose() => response.Dispose();

    private async Task<bool> ReadAsync(CancellationToken limit)
    {
        var buffer = new byte[16 * 1024];
        var read = await body.ReadAsync(buffer, limit);
        _received.Write(buffer, 0, read);
        return read > 0;
    }
}
