using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace AiBridge.Contracts.Providers;

/// <summary>What can be written of a provider: its settings, those that hold secrets too.</summary>
public abstract record ProviderFields : ProviderSettings
{
    [StringLength(64, MinimumLength = 2), Category("General"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [Description("The first path segment under which clients reach it: 2 to 64 lower-case letters and digits in groups joined by hyphens. In a file, not set: the type.")]
    public string? Name { get; init; }

    [SecretSetting, MaxLength(64), Category("Credentials"), JsonPropertyName("apiKeys"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [Description("Central keys in order. In a file each is a key source: env:NAME (unset is no key and no fault), file:PATH or the value itself. Over the API they are all there shall be; absent or null leaves them as they are.")]
    public IReadOnlyList<ProviderKey>? Keys { get; init; }

    [Category("Credentials"), SettableBy(SettingWriters.All), JsonPropertyName("oauth"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [Description("Client credentials for auth oauth.")]
    public OAuthOptions? OAuth { get; init; }

    [Category("Credentials"), SettableBy(SettingWriters.All), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [Description("The credential's header for auth custom_header.")]
    public CustomHeaderOptions? CustomHeader { get; init; }

    [SecretSetting, MaxLength(32), Category("Requests"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [Description("Headers added to each upstream request: list-valued ones (anthropic-beta, accept) join the client's, others take their place. Over the API they are all there shall be, and null in place of a value keeps the stored one.")]
    public IReadOnlyDictionary<string, string?>? Headers { get; init; }

    [SettableBy(SettingWriters.File), Category("Diagnosis"), JsonIgnore]
    [Description("Where each call of the upstream leaves what was sent and what came, as two files, credentials masked. They hold whole conversations; Dumps bounds them. Not set: off.")]
    public string? DumpDirectory { get; init; }
}
