using YamlDotNet.RepresentationModel;

namespace AiBridge.Tests.Telemetry.Shipped;

/// <summary>YAML as it is shipped.</summary>
internal static class Yaml
{
    /// <summary>The one document of a file, relative to the repository.</summary>
    public static YamlNode Read(string file)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(RepositoryRoot.Read(file)));
        return stream.Documents.Single().RootNode;
    }

    /// <summary>What lies there; an empty sequence when there is nothing.</summary>
    public static IEnumerable<YamlNode> Items(this YamlNode node, string key) => node.Find(key) is YamlSequenceNode items ? items : [];

    public static IEnumerable<(string Key, YamlNode Value)> Entries(this YamlNode node) =>
        ((YamlMappingNode)node).Children.Select(entry => (((YamlScalarNode)entry.Key).Value!, entry.Value));

    public static YamlNode? Find(this YamlNode node, string key) =>
        node is YamlMappingNode map && map.Children.TryGetValue(new YamlScalarNode(key), out var value) ? value : null;

    public static string Text(this YamlNode? node) => (node as YamlScalarNode)?.Value ?? "";

    public static string Text(this YamlNode node, string key) => node.Find(key).Text();
}
