using System.Globalization;

namespace AiBridge.Demo;

/// <summary>Where a stream dies; a blocking answer is cut in its middle in both cases.</summary>
internal enum DemoCut
{
    BetweenEvents,
    InsideEvent,
}

/// <summary>
/// Answers that die inside their tool call, so that an agent's recovery can be seen: with the request header
/// <c>X-Demo-Fault: between:N:RUN</c> or <c>inside:N:RUN</c> the first N tool calls of RUN, a name of the caller's choice, do.
/// Nothing is said before such a call: once any block of an answer is whole, Claude Code does not ask again.
/// </summary>
internal sealed class DemoFaults
{
    public const string Header = "X-Demo-Fault";

    // A demo left running for months must not keep every name it was ever told.
    private const int MostRuns = 1000;

    private readonly Dictionary<string, int> _deaths = new(StringComparer.Ordinal);
    private readonly Lock _change = new();

    /// <summary>How the answer is to die; null: it is to be whole.</summary>
    /// <param name="request">Says so, in its header.</param>
    /// <param name="reply">Of one that dies only the call is left.</param>
    /// <exception cref="BadDemoRequestException">The header is not of the form above.</exception>
    public DemoCut? Next(HttpRequest request, ref DemoReply reply)
    {
        var asked = request.Headers[Header].ToString();
        if (asked.Length == 0)
            return null;
        var (death, count) = Parse(asked);
        if (reply.Call is null || !TakesOne(asked, count))
            return null;
        reply = reply with { Thought = null, Text = "" };
        return death;
    }

    private static (DemoCut Death, int Count) Parse(string asked)
    {
        var parts = asked.Split(':', 3);
        DemoCut? death = parts[0] switch
        {
            "between" => DemoCut.BetweenEvents,
            "inside" => DemoCut.InsideEvent,
            _ => null,
        };
        return death is { } known && parts.Length == 3 && int.TryParse(parts[1], CultureInfo.InvariantCulture, out var count)
            ? (known, count)
            : throw new BadDemoRequestException($"{Header}: expected between:N:RUN or inside:N:RUN.");
    }

    private bool TakesOne(string run, int count)
    {
        lock (_change)
        {
            if (_deaths.Count == MostRuns && !_deaths.ContainsKey(run))
                _deaths.Clear();
            var died = _deaths.GetValueOrDefault(run);
            _deaths[run] = Math.Min(died + 1, count);
            return died < count;
        }
    }
}
