using AiBridge.Contracts.Records;

namespace AiBridge.Client;

/// <summary>Requests and tokens, added up.</summary>
public sealed class UsageClient
{
    private readonly ApiConnection _api;

    internal UsageClient(ApiConnection api) => _api = api;

    public Task<UsageReportDto> GetAsync(UsageFilter? filter = null, CancellationToken cancellation = default) =>
        _api.GetAsync<UsageReportDto>("api/v1/usage" + ApiQuery.Of(filter), cancellation);
}
