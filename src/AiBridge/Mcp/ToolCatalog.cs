using System.Text.Json;
using AiBridge.Contracts;
using AiBridge.Contracts.Providers;
using AiBridge.Contracts.Records;
using AiBridge.Projects;
using AiBridge.Projects.Changes;
using AiBridge.Providers;
using AiBridge.Providers.Changes;
using AiBridge.Providers.Queries;
using AiBridge.Records;
using AiBridge.Upstream.Probing;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Protocol;

namespace AiBridge.Mcp;

/// <summary>The tools there are. A new one is one entry, which calls what its endpoint calls.</summary>
internal sealed class ToolCatalog
{
    private static readonly ToolField Id = ToolField.Key("id", "The provider's id, aip_…");
    private static readonly ToolField Name = ToolField.Key("name", "The provider's name: its route prefix.");
    private static readonly ToolField SessionId = ToolField.Key("sessionId", "The session's id.");

    private readonly JsonSerializerOptions _json;
    private readonly Dictionary<string, ManagementTool> _byName;

    public ToolCatalog(IOptions<JsonOptions> json)
    {
        _json = json.Value.SerializerOptions;
        All = [.. OfProjects(), .. OfTheServer(), .. OfRecords()];
        _byName = All.ToDictionary(tool => tool.Name);
    }

    public IReadOnlyList<ManagementTool> All { get; }

    public ManagementTool? Find(string name) => _byName.GetValueOrDefault(name);

    private IEnumerable<ManagementTool> OfProjects() =>
    [
        Reads<Page<AiProviderDto>>(
            AiProviderOperations.List, "The project's own AI providers, by id.", [.. ToolField.Of<PageQuery>()],
            call => call.Get<AiProviderQueries>().PageAsync(call.Caller, call.Arguments.Read<PageQuery>(), call.Cancellation)),
        Reads<AiProviderDto>(AiProviderOperations.Get, "One of the project's own AI providers.", [Id], async call =>
        {
            var id = call.Arguments.Take(Id.Name);
            call.Arguments.Finish();
            return (await call.Get<AiProviderQueries>().FindAsync(call.Caller, id, call.Cancellation)).Value;
        }),
        Writes<AiProviderDto>(
            AiProviderOperations.Create, "ai-providers",
            "Adds an AI provider to the project; it is in force at once. Its key is a secret that is stored before, named by secretId, and never stands among the arguments.",
            [.. OfProvider<AiProviderBodyDto>()], new ToolAnnotations { DestructiveHint = false, IdempotentHint = false },
            async call => (await call.Get<AiProviderChanges>().CreateAsync(call.Caller, call.Arguments.Rest, call.Cancellation)).Value),
        Writes<AiProviderDto>(
            AiProviderOperations.Update, "ai-providers/{id}",
            "Changes one of the project's own AI providers; in force at once. What is absent stays; null clears. A change that would send the secret to another address names the secret again.",
            [Id, .. OfProvider<AiProviderChangeBodyDto>()], new ToolAnnotations { DestructiveHint = true, IdempotentHint = true },
            async call => (await call.Get<AiProviderChanges>().UpdateAsync(call.Caller, call.Arguments.Take(Id.Name), ExpectedVersion.None, call.Arguments.Rest, call.Cancellation)).Value),
        Deletes(),
    ];

    private IEnumerable<ManagementTool> OfTheServer() =>
    [
        Reads<Page<ProviderDto>>(ProviderOperations.List, "All server-wide providers, by name, with what is known of their health.", [.. ToolField.Of<CursorQuery>()], call =>
        {
            var page = call.Arguments.Read<CursorQuery>();
            return call.Get<ProviderQueries>().PageAsync(call.Caller, page.Limit, page.Cursor, call.Cancellation);
        }),
        Reads<ProviderDto>(ProviderOperations.Get, "One server-wide provider: the one that serves under the name.", [Name], async call =>
        {
            var name = call.Arguments.Take(Name.Name);
            call.Arguments.Finish();
            return (await call.Get<ProviderQueries>().FindAsync(call.Caller, name, source: null, call.Cancellation)).Value;
        }),
        Writes<ProviderTestDto>(
            ProviderOperations.Test, "providers/{name}",
            "Calls the upstream of a server-wide provider once with each of its keys. A failing upstream is a good answer with success false. With a model it is asked for one token; without, its model list, which costs nothing.",
            [Name, .. ToolField.Of<ProviderTestBodyDto>()], new ToolAnnotations { DestructiveHint = false, IdempotentHint = true, OpenWorldHint = true },
            TestAsync),
    ];

    private IEnumerable<ManagementTool> OfRecords() =>
    [
        Reads<Page<UsageDto>>(RecordOperations.GetUsage, "Requests and tokens of the recorded calls, added up by group; without groupBy everything is one.", [.. ToolField.Of<UsageFilter>(), .. ToolField.Of<CursorQuery>()], call =>
        {
            var (filter, page) = call.Arguments.Read<UsageFilter, CursorQuery>();
            return call.Get<UsageQueries>().PageAsync(call.Caller, filter, page, call.Cancellation);
        }),
        Reads<Page<SessionDto>>(
            RecordOperations.ListSessions, "Sessions of agents, newest activity first, with their requests and tokens.", [.. ToolField.Of<SessionFilter>()],
            call => call.Get<SessionQueries>().PageAsync(call.Caller, call.Arguments.Read<SessionFilter>(), call.Cancellation)),
        Reads<SessionDetailDto>(RecordOperations.GetSession, "One session with its totals and its recorded calls, oldest first.", [SessionId, .. ToolField.Of<SessionQuery>()], call =>
        {
            var id = call.Arguments.Take(SessionId.Name);
            return call.Get<SessionQueries>().FindAsync(call.Caller, id, call.Arguments.Read<SessionQuery>(), call.Cancellation);
        }),
    ];

    private static ManagementTool Deletes() => new(AiProviderOperations.Delete, "Removes one of the project's own AI providers. Running requests finish.", [Id])
    {
        Changes = "ai-providers/{id}",
        Annotations = new ToolAnnotations { ReadOnlyHint = false, DestructiveHint = true, IdempotentHint = true, OpenWorldHint = false },
        RunAsync = async call =>
        {
            var id = call.Arguments.Take(Id.Name);
            call.Arguments.Finish();
            await call.Get<AiProviderChanges>().DeleteAsync(call.Caller, id, ExpectedVersion.None, call.Cancellation);
            return null;
        },
    };

    private static async Task<ProviderTestDto> TestAsync(ToolCall call)
    {
        var name = call.Arguments.Take(Name.Name);
        var body = call.Arguments.Read<ProviderTestBodyDto>();
        var provider = await call.Get<ProviderQueries>().ServingAsync(call.Caller, ProviderOperations.Test, name, call.Cancellation);
        call.Audit.Resource = $"providers/{provider.Name}";
        return (await call.Get<ProviderProbe>().TestAsync(provider, body.Model, call.Cancellation)).ToDto();
    }

    private static IEnumerable<ToolField> OfProvider<T>() =>
        ToolField.Of<T>().Select(field => field.Name == "provider" ? field.OneOf(ProviderTypes.All.Select(type => type.Name)) : field);

    private ManagementTool Reads<T>(Operation operation, string description, IReadOnlyList<ToolField> fields, Func<ToolCall, Task<T>> run) =>
        Of(operation, description, fields, run) with { Annotations = new ToolAnnotations { ReadOnlyHint = true, DestructiveHint = false, IdempotentHint = true, OpenWorldHint = false } };

    private ManagementTool Writes<T>(Operation operation, string changes, string description, IReadOnlyList<ToolField> fields, ToolAnnotations hints, Func<ToolCall, Task<T>> run)
    {
        hints.ReadOnlyHint = false;
        hints.OpenWorldHint ??= false;
        return Of(operation, description, fields, run) with { Annotations = hints, Changes = changes };
    }

    private ManagementTool Of<T>(Operation operation, string description, IReadOnlyList<ToolField> fields, Func<ToolCall, Task<T>> run) => new(operation, description, fields)
    {
        Annotations = new ToolAnnotations(),
        Output = ToolSchemas.Output(typeof(T), _json),
        RunAsync = async call => JsonSerializer.SerializeToElement(await run(call), call.Json),
    };
}
