using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace AiBridge.IntegrationTests.Hosting;

/// <summary>Host names that stand for what a test says, one answer after the other; the last one stays. Nobody is asked.</summary>
internal sealed class FakeDns
{
    public const string Public = "93.184.216.34";

    private readonly ConcurrentDictionary<string, ConcurrentQueue<IPAddress[]>> _answers = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentQueue<string> _asked = new();

    public FakeDns() => Set("localhost", "127.0.0.1");

    /// <summary>Every name that was looked up, in order.</summary>
    public IReadOnlyList<string> Asked => [.. _asked];

    /// <param name="host">The name.</param>
    /// <param name="answers">Each one answer: addresses separated by blanks.</param>
    public void Set(string host, params string[] answers) =>
        _answers[host] = new ConcurrentQueue<IPAddress[]>(answers.Select(answer => answer.Split(' ').Select(IPAddress.Parse).ToArray()));

    public Task<IPAddress[]> LookUpAsync(string host, CancellationToken cancellation)
    {
        _asked.Enqueue(host);
        if (!_answers.TryGetValue(host.TrimEnd('.'), out var answers) || !answers.TryPeek(out var answer))
            throw new SocketException((int)SocketError.HostNotFound);
        if (answers.Count > 1)
            answers.TryDequeue(out _);
        return Task.FromResult(answer);
    }
}
