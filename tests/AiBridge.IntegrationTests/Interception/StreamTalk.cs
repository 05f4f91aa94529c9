using System.Text;
using AiBridge.IntegrationTests.Hosting;

namespace AiBridge.IntegrationTests.Interception;

/// <summary>One stream through the bridge, seen from both ends.</summary>
internal sealed class StreamTalk(UpstreamScript upstream, HttpResponseMessage response, Stream body) : IDisposable
{
    private readonly MemoryStream _received = new();

    public UpstreamScript Upstream { get; } = upstream;

    public string InterceptionId { get; } = response.InterceptionId();

    public byte[] Bytes => _received.ToArray();

    public string Text => Encoding.UTF8.GetString(_received.ToArray());

    /// <summary>Reads until the text so far is as wanted.</summary>
    public async Task ReadUntilAsync(Func<string, bool> wanted)
    {
        using var limit = new CancellationTokenSource(StreamFixture.Limit);
        while (!wanted(Text))
            (await ReadAsync(limit.Token)).Should().BeTrue("more was to come after: " + Text);
    }

    public Task ReadUntilAsync(string whole) => ReadUntilAsync(text => text == whole);

    /// <summary>Reads to the end; false when the connection was cut instead.</summary>
    public async Task<bool> ReadToEndAsync()
    {
        using var limit = new CancellationTokenSource(StreamFixture.Limit);
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
