using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using AiBridge.Contracts;
using AiBridge.Contracts.Ai;
using AiBridge.Contracts.Audit;
using AiBridge.Contracts.Projects;
using AiBridge.Contracts.Providers;
using AiBridge.Contracts.Records;
using AiBridge.Contracts.Secrets;

namespace AiBridge.Client;

/// <summary>
/// The API's JSON. A bridge may be older or newer than the client: fields that nobody knows are passed over, those that are missing are left empty, and words of
/// closed lists that are not known yet keep their text.
/// </summary>
internal static class ApiJson
{
    /// <summary>A setting that has its default is not sent: what is not set goes on following the default.</summary>
    private static readonly Dictionary<Type, ProviderFields> Defaults = new()
    {
        [typeof(NewProviderBodyDto)] = new NewProviderBodyDto(),
        [typeof(PresetBodyDto)] = new PresetBodyDto { Preset = "" },
    };

    public static JsonSerializerOptions Options { get; } = Make();

    public static JsonTypeInfo<T> Type<T>() => (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));

    public static HttpContent Content<TBody>(TBody body) => new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, Type<TBody>()))
    {
        Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
    };

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions(ApiJsonContext.Default.Options) { TypeInfoResolver = ApiJsonContext.Default.WithAddedModifier(Adapt) };
        options.Converters.Add(new WordConverter<ProviderAuth>());
        options.Converters.Add(new WordConverter<KeySelection>());
        options.Converters.Add(new WordConverter<UpstreamEncoding>());
        options.MakeReadOnly();
        return options;
    }

    private static void Adapt(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            property.IsRequired = false;
            if (Defaults.TryGetValue(type.Type, out var defaults) && property.Get?.Invoke(defaults) is { } standard)
                property.ShouldSerialize = (_, value) => value is not null && !value.Equals(standard);
        }
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ProblemBody))]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(DiscoveryDto))]
[JsonSerializable(typeof(AiConfigDto))]
[JsonSerializable(typeof(AiConfigBodyDto))]
[JsonSerializable(typeof(AiStatsDto))]
[JsonSerializable(typeof(ChatRequestDto))]
[JsonSerializable(typeof(ChatResponseDto))]
[JsonSerializable(typeof(ChatDeltaDto))]
[JsonSerializable(typeof(ChatDoneDto))]
[JsonSerializable(typeof(ChatErrorDto))]
[JsonSerializable(typeof(Page<ProviderDto>))]
[JsonSerializable(typeof(NewProviderBodyDto))]
[JsonSerializable(typeof(PresetBodyDto))]
[JsonSerializable(typeof(ProviderTestBodyDto))]
[JsonSerializable(typeof(ProviderTestDto))]
[JsonSerializable(typeof(ProviderModelsDto))]
[JsonSerializable(typeof(ProviderHealthDto))]
[JsonSerializable(typeof(ProviderTypesDto))]
[JsonSerializable(typeof(Page<ProviderPresetDto>))]
[JsonSerializable(typeof(Page<AiProviderDto>))]
[JsonSerializable(typeof(AiProviderBodyDto))]
[JsonSerializable(typeof(Page<SecretDto>))]
[JsonSerializable(typeof(SecretBodyDto))]
[JsonSerializable(typeof(Page<ProjectDto>))]
[JsonSerializable(typeof(ProjectBodyDto))]
[JsonSerializable(typeof(Page<TokenDto>))]
[JsonSerializable(typeof(IssuedTokenDto))]
[JsonSerializable(typeof(TokenBodyDto))]
[JsonSerializable(typeof(Page<InterceptionDto>))]
[JsonSerializable(typeof(InterceptionDetailDto))]
[JsonSerializable(typeof(InterceptionFilter))]
[JsonSerializable(typeof(LiveFilter))]
[JsonSerializable(typeof(LiveFirstTokenDto))]
[JsonSerializable(typeof(LiveProgressDto))]
[JsonSerializable(typeof(LiveGapDto))]
[JsonSerializable(typeof(Page<SessionDto>))]
[JsonSerializable(typeof(SessionDetailDto))]
[JsonSerializable(typeof(SessionFilter))]
[JsonSerializable(typeof(SessionQuery))]
[JsonSerializable(typeof(UsageReportDto))]
[JsonSerializable(typeof(UsageFilter))]
[JsonSerializable(typeof(Page<AuditDto>))]
[JsonSerializable(typeof(AuditQuery))]
[JsonSerializable(typeof(PageQuery))]
internal sealed partial class ApiJsonContext : JsonSerializerContext;
