using System.Buffers;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using AiBridge.Chat.Calls;
using AiBridge.Contracts.Ai;
using AiBridge.Exchanges;
using AiBridge.Protocols;
using AiBridge.Protocols.Chats;

namespace AiBridge.Chat;

/// <summary>A model's answer as it comes. Disposing of it ends the call.</summary>
internal sealed class ChatAnswer : IAsyncDisposable
{
    /// <summary>Bytes; more than any model says.</summary>
    private const int LongestAnswer = 8 * 1024 * 1024;

    /// <summary>Bytes of an error; the rest says nothing new.</summary>
    private const int LongestError = 64 * 1024;

    private readonly ProviderCall _call;
    private readonly ChatReader _reader;
    private readonly FrameParser? _frames;
    private readonly ArrayBufferWriter<byte> _whole = new();
    private readonly string _model;
    private readonly CancellationToken _left;
    private long _length;

    private ChatAnswer(ProviderCall call, ChatReader reader, FrameParser? frames, string model, CancellationToken left) =>
        (_call, _reader, _frames, _model, _left) = (call, reader, frames, model, left);

    /// <summary>Of the interception; null where the call came to none.</summary>
    public Guid? Id => _call.Call.Exchange?.Id;

    /// <summary>The model that answered, or was asked.</summary>
    public string Model => _call.Call.Exchange?.Response?.Model.Text ?? _model;

    /// <summary>Bytes that have come.</summary>
    public long Length => _length;

    /// <summary>Set at the end, where there is no whole answer.</summary>
    public ChatFailure? Failure { get; private set; }

    /// <summary>The words of an error's body; empty for an answer.</summary>
    public string ErrorText { get; private set; } = "";

    /// <summary>Nothing more comes.</summary>
    public bool IsEnded { get; private set; }

    public FinishReason Finish => _reader.Finish ?? FinishReason.Other;

    /// <summary>As recorded; null when the upstream told none.</summary>
    public ChatUsageDto? Usage => _call.Call.Exchange?.Response?.Usage is { } usage && (usage.Input ?? usage.Output ?? usage.CacheRead ?? usage.CacheWrite) is not null
        ? new ChatUsageDto(usage.Input ?? 0, usage.Output ?? 0, usage.CacheRead ?? 0, usage.CacheWrite ?? 0)
        : null;

    /// <summary>Waits for the answer's head; of an error, for all of it.</summary>
    public static async Task<ChatAnswer> BeginAsync(ProviderCall call, string model, CancellationToken left)
    {
        await call.BegunAsync(left);
        var reader = call.Call.Protocol.Chat!.NewReader();
        var framing = call.Status < 300 ? call.Call.Protocol.FramingOf(call.Headers.ContentType.ToString()) : null;
        var answer = new ChatAnswer(call, reader, framing?.NewParser(reader), model, left);
        while (call.Status >= 300 && await answer.ReadAsync())
        {
            // An error is taken whole.
        }

        return answer;
    }

    /// <summary>Reads on; false when that was the end.</summary>
    public async Task<bool> ReadAsync()
    {
        if (IsEnded)
            return false;
        var read = await _call.Body.ReadAsync(_left);
        _length += read.Buffer.Length;
        foreach (var piece in read.Buffer)
            Take(piece.Span);
        _call.Body.AdvanceTo(read.Buffer.End);
        if (read.IsCompleted)
            _frames?.End();
        if (read.IsCompleted || _reader.IsEnded || _length > Longest)
            End(read.IsCompleted);
        return !IsEnded;
    }

    /// <summary>The words that have come since this was called last.</summary>
    public string TakeText() => _reader.TakeText();

    /// <summary>What follows the last event is nobody's business, but ends by itself.</summary>
    public Task DrainAsync() => _frames is not null && Failure is null ? _call.EndAsync() : Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        _frames?.Dispose();
        await _call.DisposeAsync();
    }

    private void Take(ReadOnlySpan<byte> bytes)
    {
        if (_frames is not null)
            _frames.Feed(bytes);
        else if (_length <= Longest)
            _whole.Write(bytes);
    }

    private void End(bool isWhole)
    {
        IsEnded = true;
        if (_frames is null && isWhole && _call.Status < 300)
            ReadWhole();
        if (_frames is null && _call.Status >= 300)
            ErrorText = Encoding.UTF8.GetString(_whole.WrittenSpan);
        Failure = FindFailure();
        if (Failure is null && !_reader.IsEnded && _reader.Finish is null && _frames is not null)
            Failure = ChatFailure.OfUpstream(StatusCodes.Status200OK, ErrorClass.StreamError, "The answer broke off.");
    }

    /// <summary>Some answer with events whatever was asked for, and under any content type.</summary>
    private void ReadWhole()
    {
        if (_call.Call.Protocol.HiddenFramingOf(_whole.WrittenSpan) is { } framing)
        {
            using var frames = framing.NewParser(_reader);
            frames.Feed(_whole.WrittenSpan);
            frames.End();
        }
        else
        {
            _reader.OnBody(_whole.WrittenSpan);
        }
    }

    private ChatFailure? FindFailure()
    {
        if (_call.Headers.TryGetValue(ErrorResponse.CodeHeader, out var code))
            return new ChatFailure(_call.Status, code.ToString(), DetailOf(ErrorText)) { RetryAfter = RetryAfter };
        var outcome = _call.Call.Outcome;
        if (outcome is { Status: not ExchangeStatus.Completed })
            return ChatFailure.OfUpstream(_call.Status, outcome.Error ?? ErrorClass.StreamError, outcome.Message) with { RetryAfter = RetryAfter };
        if (_call.Headers.ContentEncoding is { Count: > 0 } coding && !string.Equals(coding, "identity", StringComparison.OrdinalIgnoreCase))
            return ChatFailure.OfUpstream(_call.Status, ErrorClass.ServerError, "The upstream has compressed its answer, although it was asked not to.");
        if (_call.Status >= 300)
            return ChatFailure.OfUpstream(_call.Status, ErrorClass.ServerError, $"The upstream answered with status {_call.Status}.");
        if (_reader.Error is { } said)
            return ChatFailure.OfUpstream(_call.Status, said.Class, _call.Call.Exchange is { } exchange ? CredentialScrub.Clean(said.Message, exchange) : said.Message);
        return _length > Longest ? ChatFailure.OfUpstream(_call.Status, ErrorClass.ServerError, "The answer is too long.") : null;
    }

    private int Longest => _call.Status < 300 ? LongestAnswer : LongestError;

    // What is neither seconds nor a time is nobody's business.
    private string? RetryAfter => RetryConditionHeaderValue.TryParse(_call.Headers.RetryAfter.ToString(), out var after) ? after.ToString() : null;

    /// <summary>Of the bridge's own problem document.</summary>
    private static string DetailOf(string problem)
    {
        using var document = JsonDocument.Parse(problem);
        return document.RootElement.GetProperty("detail").GetString()!;
    }
}
