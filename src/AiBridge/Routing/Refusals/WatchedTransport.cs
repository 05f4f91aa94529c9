using System.IO.Pipelines;

namespace AiBridge.Routing.Refusals;

/// <summary>A connection's bytes as the server reads and writes them, above TLS.</summary>
internal sealed class WatchedTransport(IDuplexPipe transport) : IDuplexPipe
{
    private readonly WatchedOutput _output = new(transport.Output);

    public WatchedInput Watched { get; } = new(transport.Input);

    PipeReader IDuplexPipe.Input => Watched;

    PipeWriter IDuplexPipe.Output => _output;

    /// <summary>Answers instead of the server, whose own words for this request, the last of the connection, are dropped. Called by the server itself, between two requests: nobody else writes.</summary>
    public void Refuse(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body) => _output.WriteLast(head, body);
}
