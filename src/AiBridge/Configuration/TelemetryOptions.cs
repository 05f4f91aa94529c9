using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace AiBridge.Configuration;

/// <summary>What is told of the traffic to other tools. Exporters follow the standard <c>OTEL_*</c> variables.</summary>
internal sealed record TelemetryOptions
{
    [Description("An address like Listen's that serves /metrics alone and without a token; empty: /metrics lies beside the API and needs metrics:Read. A change needs a restart.")]
    public string MetricsListen { get; init; } = "";

    [Description("Put prompts, thoughts and tool inputs into traces. Secrets are left out in any case.")]
    public bool Content { get; init; }

    [Range(0, 10_000)]
    [Description("How many different models, tools, clients, projects and provider names of projects metrics tell apart; the rest is other. One project brings no more than it leaves for others.")]
    public int LabelValues { get; init; } = 100;
}
