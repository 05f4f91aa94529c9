using AiBridge.Recording.Records;
using AiBridge.Storage;
using AiBridge.Storage.Rows;

namespace AiBridge.Recording.Writing;

/// <summary>
/// Ends a row that is in progress, or was given up as interrupted before its end was found; one that has ended is left as it is,
/// so that a record may come twice.
/// </summary>
internal sealed class ClosingStatement(BridgeDb db) : IDisposable
{
    private readonly RowStatement _update = RowStatement.Update<InterceptionRow>(
        db,
        [nameof(InterceptionRow.Id), nameof(InterceptionRow.Status)],
        [
            nameof(InterceptionRow.Status), nameof(InterceptionRow.HttpStatus), nameof(InterceptionRow.ErrorType), nameof(InterceptionRow.ErrorMessage),
            nameof(InterceptionRow.ProviderResponseId), nameof(InterceptionRow.ResponseModel), nameof(InterceptionRow.ServiceTier), nameof(InterceptionRow.Speed),
            nameof(InterceptionRow.CredentialHint), nameof(InterceptionRow.Observation),
            nameof(InterceptionRow.EndedAt), nameof(InterceptionRow.DurationMs), nameof(InterceptionRow.TimeToFirstTokenMs), nameof(InterceptionRow.ResponseBytes),
            nameof(InterceptionRow.InputTokens), nameof(InterceptionRow.OutputTokens), nameof(InterceptionRow.CacheReadInputTokens),
            nameof(InterceptionRow.CacheWriteInputTokens), nameof(InterceptionRow.ExtraTokens), nameof(InterceptionRow.UsagePartial), nameof(InterceptionRow.Attempts),
        ]);

    /// <summary>False when there is no such row without an end.</summary>
    public bool Execute(ClosingRecord closing) =>
        Execute(closing, RowWords.InProgress) || Execute(closing, RowWords.Interrupted);

    public void Dispose() => _update.Dispose();

    private bool Execute(ClosingRecord closing, string status) => _update.Execute(
        [
            closing.Id, status,
            closing.Status, closing.HttpStatus, closing.ErrorType, closing.ErrorMessage,
            closing.ProviderResponseId, closing.ResponseModel, closing.ServiceTier, closing.Speed,
            closing.CredentialHint, closing.Observation,
            closing.EndedAt, closing.DurationMs, closing.TimeToFirstTokenMs, closing.ResponseBytes,
            closing.InputTokens, closing.OutputTokens, closing.CacheReadInputTokens,
            closing.CacheWriteInputTokens, ColumnJson.Extra(closing.ExtraTokens), closing.UsagePartial, ColumnJson.Attempts(closing.Attempts),
        ]) == 1;
}
