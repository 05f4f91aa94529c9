using AiBridge.Exchanges;
using AiBridge.Protocols;

namespace AiBridge.Upstream.Probing;

/// <summary>What one call of an upstream came to.</summary>
/// <param name="Status">Of the answer; null without one.</param>
/// <param name="Code">The bridge's code for a call without an answer; null with one.</param>
/// <param name="Error">Null for a good answer; else a word and what it means.</param>
/// <param name="Body">Of a good answer.</param>
/// <param name="Took">From the call to the end of the answer.</param>
internal sealed record ProbeAnswer(int? Status, string? Code, string? Error, byte[] Body, TimeSpan Took)
{
    /// <summary>The masked credential that was sent; null without one.</summary>
    public string? Hint { get; init; }

    /// <summary>The model that was asked; null for a list.</summary>
    public string? Model { get; init; }

    /// <summary>The upstream does not take the credential.</summary>
    public bool IsRefused => Cause == AnswerCause.Credential;

    /// <summary>Another key may do better.</summary>
    public bool IsOfTheKey => Cause is AnswerCause.Credential or AnswerCause.Account or AnswerCause.Rights or AnswerCause.Limit;

    private AnswerCause? Cause => Status is { } status ? AnswerStatus.Of(status).Cause : null;

    /// <summary>A good status says little by itself: a web page at a mistaken address has it too.</summary>
    public ProbeAnswer ButIsNo(string wanted) => Error is null ? this with { Error = $"unexpected_answer: the upstream answered {Status}, but with no {wanted}" } : this;

    /// <summary>The bridge's own error, for readers of the API.</summary>
    public static string Message(BridgeError error) =>
        error.Message.StartsWith(error.Code, StringComparison.Ordinal) ? error.Message : $"{error.Code}: {error.Message.Replace("AiBridge: ", "", StringComparison.Ordinal)}";

    /// <summary>Null for a good status.</summary>
    public static string? ErrorOf(int status) => status switch
    {
        < 300 => null,
        < 400 => $"redirected: the upstream answered {status}, and redirects are not followed",
        404 or 405 => $"not_found: the upstream answered {status}",
        _ => $"{EnumWord.Of(AnswerStatus.Of(status).Error!.Value)}: the upstream answered {status}",
    };
}
