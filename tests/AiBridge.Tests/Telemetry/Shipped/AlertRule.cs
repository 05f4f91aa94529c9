namespace AiBridge.Tests.Telemetry.Shipped;

/// <summary>An alert of <c>config/prometheus</c>.</summary>
internal sealed record AlertRule(string Name, string Expression, string Severity, IReadOnlyDictionary<string, string> Annotations)
{
    public const string File = "config/prometheus/aibridge.rules.yml";

    public static IReadOnlyList<AlertRule> All { get; } =
    [
        .. from @group in Yaml.Read(File).Items("groups")
           from rule in @group.Items("rules")
           select new AlertRule(
               rule.Text("alert"),
               rule.Text("expr"),
               rule.Find("labels")!.Text("severity"),
               rule.Find("annotations")!.Entries().ToDictionary(entry => entry.Key, entry => entry.Value.Text())),
    ];
}
