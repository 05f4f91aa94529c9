using System.Globalization;
using System.Text.Json;
using AiBridge.Contracts.Records;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace AiBridge.Records.Live;

/// <summary>The last events, for all who read. One writes, and the calls that run never come here.</summary>
internal sealed class LiveLog(IOptions<JsonOptions> json)
{
    public const int MostEvents = 1_000;

    /// <summary>Of JSON; a summary is about a kilobyte, but clients choose some of its texts.</summary>
    private const int MostBytes = 8 * 1024 * 1024;

    private const long FromTheBeginning = -1;

    /// <summary>No project is called so.</summary>
    private const string All = "";

    private readonly Lock _gate = new();
    private readonly LiveEvent?[] _ring = new LiveEvent?[MostEvents];
    private readonly Dictionary<string, long> _counts = [];
    private TaskCompletionSource _news = NewSignal();
    private string _epoch = "";
    private long _first = 1;
    private long _last;
    private long _bytes;

    /// <summary>Completes with the next event.</summary>
    public Task News
    {
        get
        {
            lock (_gate)
                return _news.Task;
        }
    }

    /// <summary>Forgets everything: ids of before are not known any more.</summary>
    public void Restart()
    {
        lock (_gate)
        {
            Array.Clear(_ring);
            _counts.Clear();
            (_first, _last, _bytes) = (1, 0, 0);
            _epoch = Guid.NewGuid().ToString("N")[..12];
        }
    }

    /// <param name="name">One of <see cref="LiveEventNames"/>.</param>
    /// <param name="call">What it is about; null: everybody.</param>
    /// <param name="data">What becomes its JSON.</param>
    public void Add<TData>(string name, InterceptionDto? call, TData data)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(data, json.Value.SerializerOptions);
        TaskCompletionSource news;
        lock (_gate)
        {
            if (_last - _first + 1 == MostEvents)
                DropFirst();
            _last++;
            _ring[_last % MostEvents] = new LiveEvent(call is null ? 0 : Count(All), call is null ? 0 : Count(call.ProjectId), name, call, bytes);
            _bytes += bytes.Length;
            while (_bytes > MostBytes)
                DropFirst();
            news = _news;
            _news = NewSignal();
        }

        news.SetResult();
    }

    /// <summary>Puts the reader behind what there is, or behind the event it knows.</summary>
    public void Place(LiveReader reader, string? lastEventId)
    {
        lock (_gate)
        {
            (reader.Place, reader.Number) = (_last, NumberAtEnd(reader));
            if (string.IsNullOrEmpty(lastEventId))
                return;
            reader.IsLost = !IsKnown(lastEventId, reader, out var number);
            reader.Number = reader.IsLost ? NumberBefore(_first, reader) : number;
            reader.Place = FromTheBeginning;
        }
    }

    /// <summary>What the reader has not had, with a gap where some of it is gone.</summary>
    public IReadOnlyList<LiveItem> Take(LiveReader reader)
    {
        lock (_gate)
        {
            if (reader.Place == _last && !reader.IsLost)
                return [];
            List<LiveItem> items = [];
            if (reader.IsLost)
                items.Add(Gap(null));
            reader.IsLost = false;
            if (reader.Place + 1 < _first)
            {
                if (NumberBefore(_first, reader) - reader.Number is > 0 and var missed)
                    items.Add(Gap(reader.IsNarrowed ? null : missed));
                reader.Place = _first - 1;
            }

            while (reader.Place < _last)
                Take(_ring[++reader.Place % MostEvents]!, reader, items);
            return items;
        }
    }

    private static long NumberOf(LiveEvent entry, LiveReader reader) => reader.Project is null ? entry.OfAll : entry.OfProject;

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Take(LiveEvent entry, LiveReader reader, List<LiveItem> items)
    {
        if (entry.Call is null)
        {
            items.Add(new LiveItem(entry.Name, null, entry.Data));
            return;
        }

        // Behind the event of Last-Event-ID it goes on; those before it may still be kept.
        if (!reader.IsOfProject(entry.Call) || NumberOf(entry, reader) <= reader.Number)
            return;
        reader.Number = NumberOf(entry, reader);
        if (reader.Sees(entry))
            items.Add(new LiveItem(entry.Name, $"{_epoch}-{reader.Number.ToString(CultureInfo.InvariantCulture)}", entry.Data));
    }

    private void DropFirst()
    {
        ref var first = ref _ring[_first++ % MostEvents];
        _bytes -= first!.Data.Length;
        first = null;
    }

    private bool IsKnown(string lastEventId, LiveReader reader, out long number)
    {
        number = 0;
        return lastEventId.StartsWith(_epoch + "-", StringComparison.Ordinal)
            && long.TryParse(lastEventId.AsSpan(_epoch.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out number)
            && number <= NumberAtEnd(reader);
    }

    /// <summary>The number that the reader's last event before that place has, or would have.</summary>
    private long NumberBefore(long place, LiveReader reader)
    {
        for (var at = place; at <= _last; at++)
        {
            if (_ring[at % MostEvents] is { Call: { } call } entry && reader.IsOfProject(call))
                return NumberOf(entry, reader) - 1;
        }

        return NumberAtEnd(reader);
    }

    private long NumberAtEnd(LiveReader reader) => _counts.GetValueOrDefault(reader.Project ?? All);

    private long Count(string project) => _counts[project] = _counts.GetValueOrDefault(project) + 1;

    private LiveItem Gap(long? missed) => new(LiveEventNames.Gap, null, JsonSerializer.SerializeToUtf8Bytes(new LiveGapDto(missed), json.Value.SerializerOptions));
}
