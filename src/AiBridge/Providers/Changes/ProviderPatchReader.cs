using System.Text.Json.Nodes;
using AiBridge.Configuration;
using AiBridge.Contracts.Providers;
using AiBridge.Projects.Changes;
using AiBridge.Providers.Stored;
using AiBridge.Secrets;

namespace AiBridge.Providers.Changes;

/// <summary>Reads what a request says of a provider, setting by setting as the settings describe themselves: what nobody may set over the API is no known field.</summary>
internal sealed class ProviderPatchReader(BodyFields body)
{
    private const string Name = "name";
    private const int MaxHeaderName = 128;
    private const int MaxSecret = 8192;
    private const int MaxWord = 32;

    private readonly Dictionary<string, Secret?> _secrets = new(StringComparer.Ordinal);

    /// <summary>Every fault is added to the body.</summary>
    /// <param name="nameNeeded">A new provider needs a name.</param>
    /// <param name="keys">Null: the keys as the body gives them.</param>
    public ProviderPatch Read(bool nameNeeded, IReadOnlyList<KeyPatch>? keys = null)
    {
        var name = nameNeeded || body.Has(Name) ? body.RequiredText(Name, 64) : null;
        if (name is { Length: > 0 } && ProviderName.Problem(name) is { } problem)
            body.Fault(Name, problem);
        var settings = new JsonObject();
        ReadSection(body, SettingShape.Of(typeof(ProviderOptions)), settings);
        var patch = new ProviderPatch { Name = name, Settings = settings, Secrets = _secrets, Keys = keys ?? Keys(), Headers = Headers() };
        CheckUrl("baseUrl", settings["baseUrl"]);
        CheckUrl("oauth.tokenUrl", settings["oauth"]?["tokenUrl"]);
        return patch;
    }

    /// <summary>A value that shall be stored as a secret; null when absent, null or faulty.</summary>
    public static Secret? Value(BodyFields fields, string field)
    {
        var path = fields.PathOf(field);
        if (fields.Text(field, MaxSecret) is not { } text)
            return null;
        var faults = new ConfigurationFaults();
        if (KeySource.IsClean(text, path, faults))
            return new Secret(text);
        fields.Fault(field, faults.Each[0].Problem);
        return null;
    }

    private void ReadSection(BodyFields fields, SettingShape section, JsonObject patch)
    {
        foreach (var setting in section.Settings.Values.Where(setting => setting.Writers.HasFlag(SettingWriters.Server)))
            ReadSetting(fields, setting, patch);
    }

    // Of the values beyond texts only the form is looked at: the limits are checked by the rules of the configuration.
    private void ReadSetting(BodyFields fields, Setting setting, JsonObject patch)
    {
        var field = setting.WireName;
        // Name, keys and headers are read apart.
        if (setting.Property.DeclaringType == typeof(ProviderFields) && setting.Name == nameof(ProviderFields.Name))
            return;
        if ((setting.IsSecret && setting.Shape.Kind != SettingKind.Text) || !fields.Has(field))
            return;
        if (setting.IsSecret)
            _secrets[fields.PathOf(field)] = Value(fields, field);
        else if (setting.Shape.Kind == SettingKind.Section)
            patch[field] = Section(fields, setting);
        else
            patch[field] = setting.Shape.Kind switch
            {
                SettingKind.Text => fields.Text(field, setting.Length?.MaximumLength ?? int.MaxValue),
                SettingKind.Word => fields.Text(field, MaxWord),
                SettingKind.Switch => fields.Switch(field),
                _ => fields.Raw(field)?.DeepClone(),
            };
    }

    private JsonObject? Section(BodyFields fields, Setting setting)
    {
        if (fields.Object(setting.WireName) is not { } inner)
        {
            foreach (var secret in SecretPurposes.Fields.Where(secret => secret.StartsWith(fields.PathOf(setting.WireName) + ".", StringComparison.Ordinal)))
                _secrets[secret] = null;
            return null;
        }

        var patch = new JsonObject();
        ReadSection(inner, setting.Shape, patch);
        return patch;
    }

    private List<KeyPatch>? Keys()
    {
        // Null says nothing: keys that are lost do not come back.
        if (!body.Has(SecretPurposes.Keys) || body.IsNull(SecretPurposes.Keys))
            return null;
        return [.. (body.Objects(SecretPurposes.Keys, MostOf(nameof(ProviderOptions.Keys))) ?? []).Select(Key)];
    }

    private static KeyPatch Key(BodyFields entry)
    {
        var (id, value) = (entry.Text("id", 64), Value(entry, "value"));
        var (hasId, hasValue) = (entry.Has("id") && !entry.IsNull("id"), entry.Has("value") && !entry.IsNull("value"));
        if (hasId == hasValue)
            entry.Fault("", hasId ? "must not have both an id and a value" : "must have an id or a value");
        return new KeyPatch(entry.PathOf(""), hasValue ? null : id, value);
    }

    private Dictionary<string, HeaderPatch>? Headers()
    {
        if (!body.Has(SecretPurposes.Headers))
            return null;
        var headers = new Dictionary<string, HeaderPatch>(StringComparer.OrdinalIgnoreCase);
        if (body.Object(SecretPurposes.Headers) is not { } given)
            return headers;
        var most = MostOf(nameof(ProviderOptions.Headers));
        if (given.Names.Count() > most)
            body.Fault(SecretPurposes.Headers, $"must be at most {most}");
        foreach (var name in given.Names)
        {
            if (name.Length > MaxHeaderName)
                given.Fault(name, $"must have a name of at most {MaxHeaderName} characters");
            else if (UpstreamHeaderRules.NameProblem(name) is { } problem)
                given.Fault(name, problem);
            if (!headers.TryAdd(name, new HeaderPatch(given.PathOf(name), !given.IsNull(name), Value(given, name))))
                given.Fault(name, "is there twice; the case of letters makes no difference");
        }

        return headers;
    }

    private static int MostOf(string setting) => SettingShape.Of(typeof(ProviderOptions)).Settings[setting].MostItems ?? int.MaxValue;

    private void CheckUrl(string field, JsonNode? url)
    {
        if (url is not null && UpstreamUrl.Problem(url.GetValue<string>()) is { } problem)
            body.Fault(field, problem);
    }
}
