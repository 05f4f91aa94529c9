using System.Text.RegularExpressions;
using AiBridge.Tests.Telemetry.Shipped;
using YamlDotNet.RepresentationModel;

namespace AiBridge.Tests.Telemetry;

/// <summary>The composition of a bridge with all that watches it, without starting it: its files are there, and its parts find each other.</summary>
public sealed class ComposeTests
{
    private const string Folder = "config/deploy";

    private static readonly YamlNode Compose = Yaml.Read($"{Folder}/compose-observability.yaml");

    private static IReadOnlyDictionary<string, YamlNode> Services => Compose.Find("services")!.Entries().ToDictionary(entry => entry.Key, entry => entry.Value);

    [Fact]
    public void Images_are_pinned_ports_are_of_this_machine_alone_and_what_can_is_checked()
    {
        Services.Keys.Should().BeEquivalentTo(["bridge", "collector", "prometheus", "grafana"]);
        foreach (var (name, service) in Services)
        {
            service.Text("image").Should().MatchRegex(@"^[\w./-]+:(v?\d+\.\d+\.\d+|local)$", name);
            service.Items("ports").Should().NotBeEmpty(name).And.OnlyContain(port => Regex.IsMatch(port.Text(), @"^127\.0\.0\.1:\d+:\d+$"));
            // Its image holds one program, which has no such command.
            if (name != "collector")
                service.Find("healthcheck")!.Items("test").First().Text().Should().Be("CMD", name);
        }
    }

    [Fact]
    public void What_is_mounted_is_there()
    {
        var volumes = Compose.Find("volumes")!.Entries().Select(entry => entry.Key).ToList();
        foreach (var mount in Services.Values.SelectMany(service => service.Items("volumes")).Select(mount => mount.Text().Split(':')))
        {
            if (mount[0][0] != '.')
                volumes.Should().Contain(mount[0]);
            else
                Path.Exists(Path.Combine(RepositoryRoot.Path, Folder, mount[0])).Should().BeTrue(mount[0]);
        }

        File.Exists(Path.Combine(RepositoryRoot.Path, Folder, Services["bridge"].Text("build"), "Dockerfile")).Should().BeTrue();
        Services.Values.SelectMany(service => service.Find("depends_on")?.Entries() ?? []).Select(entry => entry.Key).Should().BeSubsetOf(Services.Keys);
    }

    [Fact]
    public void The_bridge_sends_to_the_collector_and_Prometheus_reads_the_listener_of_its_metrics()
    {
        var environment = Services["bridge"].Find("environment")!;
        var endpoint = new Uri(environment.Text("OTEL_EXPORTER_OTLP_ENDPOINT"));
        var receiver = Yaml.Read($"{Folder}/collector.yaml").Find("receivers")!.Find("otlp")!.Find("protocols")!.Find("http")!.Text("endpoint");
        var job = Yaml.Read("config/prometheus/prometheus.yml").Items("scrape_configs").Single();

        Services.Should().ContainKey(endpoint.Host);
        receiver.Should().EndWith($":{endpoint.Port}");
        job.Text("job_name").Should().Be("aibridge");
        job.Items("static_configs").Single().Items("targets").Single().Text().Should().Be($"bridge:{new Uri(environment.Text("AIBRIDGE__Telemetry__MetricsListen")).Port}");
        Yaml.Read("config/prometheus/prometheus.yml").Items("rule_files").Select(file => "config/prometheus/" + file.Text()).Should().Equal(AlertRule.File);
    }

    [Fact]
    public void Grafana_finds_Prometheus_and_its_dashboards()
    {
        var source = Yaml.Read("config/grafana/provisioning/datasources/aibridge.yaml").Items("datasources").Single();
        var folder = Yaml.Read("config/grafana/provisioning/dashboards/aibridge.yaml").Items("providers").Single().Find("options")!.Text("path");

        source.Text("url").Should().Be("http://prometheus:9090");
        Services["grafana"].Items("volumes").Select(mount => mount.Text()).Should().Contain($"../grafana/dashboards:{folder}:ro");
        Services["grafana"].Find("environment")!.Text("GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH").Should().Be($"{folder}/overview.json");
        source.Find("jsonData")!.Text("timeInterval").Should().Be(Yaml.Read("config/prometheus/prometheus.yml").Find("global")!.Text("scrape_interval"));
    }

    [Fact]
    public void The_collectors_pipelines_use_what_it_has()
    {
        var collector = Yaml.Read($"{Folder}/collector.yaml");
        foreach (var (_, pipeline) in collector.Find("service")!.Find("pipelines")!.Entries())
        {
            foreach (var part in (string[])["receivers", "processors", "exporters"])
                pipeline.Items(part).Select(item => item.Text()).Should().NotBeEmpty().And.BeSubsetOf(collector.Find(part)!.Entries().Select(entry => entry.Key));
        }

        collector.Find("service")!.Items("extensions").Select(item => item.Text()).Should().BeSubsetOf(collector.Find("extensions")!.Entries().Select(entry => entry.Key));
    }
}
