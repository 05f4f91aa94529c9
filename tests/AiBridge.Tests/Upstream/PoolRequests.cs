using AiBridge.Contracts.Providers;
using AiBridge.Exchanges;
using AiBridge.Projects;
using AiBridge.Protocols;
using AiBridge.Providers;
using AiBridge.Providers.Health;
using AiBridge.Secrets;
using AiBridge.Tests.Telemetry;

namespace AiBridge.Tests.Upstream;

/// <summary>A provider with several keys, and requests for it.</summary>
internal sealed class PoolRequests : IDisposable
{
    public const string Model = "m-1";

    private readonly ProviderRegistry _registry = new();
    private readonly Meters _meters = new();

    public PoolRequests(int keys = 3, KeySelection selection = KeySelection.Session)
    {
        var made = Recording.Exchanges.Make(Clock).Provider;
        Provider = made with
        {
            Keys = [.. Enumerable.Range(1, keys).Select(number => new Secret($"sk-key-number-{number}"))],
            Options = made.Options with { KeySelection = selection },
        };
        _registry.ReplaceConfigured([Provider]);
        Health = new ProviderHealth(_registry, _meters.Health, Clock);
    }

    public FakeTimeProvider Clock { get; } = new();

    public ProviderInstance Provider { get; }

    public ProviderHealth Health { get; }

    public KeyPool Pool => Health.KeysOf(Provider);

    /// <summary>The place of a key in the pool; -1 for none.</summary>
    public int PlaceOf(KeyState? key) => key is null ? -1 : Pool.Keys.ToList().IndexOf(key);

    public Exchange Request(string? session = null, string caller = "tok_1", string? goesOnFrom = null, bool byok = false)
    {
        var made = Recording.Exchanges.Make(Clock);
        var token = made.Caller.Token with { Id = caller };
        return new Exchange(made.Id, Provider, made.Route, new Caller(token), made.StartedAt, Clock)
        {
            Request = new RequestFacts { Model = Model, PreviousResponseId = goesOnFrom },
            Client = new ClientFacts("Claude Code", session),
            Byok = byok ? new ByokCredential("x-api-key", new Secret("sk-own-key-of-the-caller")) : null,
        };
    }

    public void Dispose()
    {
        Health.Dispose();
        _meters.Dispose();
    }
}
