using System.Text.Json.Nodes;
using AiBridge.Client;
using AiBridge.Contracts.Ai;
using AiBridge.Contracts.Projects;
using AiBridge.Contracts.Records;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;

namespace AiBridge.IntegrationTests.Client;

/// <summary>The examples of the package's README, so that they compile. <see cref="ReadmeTests"/> compares them.</summary>
internal static class ReadmeExamples
{
    public static async Task FirstAsync(string token, CancellationToken cancellation)
    {
        using var client = new AiBridgeClient(new AiBridgeClientOptions { BaseAddress = new Uri("http://127.0.0.1:8484"), Token = token });

        var answer = await client.Ai.ChatAsync(new ChatRequestDto { Messages = [new ChatMessageDto("user", "Say hello.")] }, cancellation);
        Console.WriteLine(answer.Content);

        await foreach (var part in client.Ai.StreamAsync(new ChatRequestDto { Messages = [new ChatMessageDto("user", "Tell a story.")] }, cancellation))
        {
            if (part is ChatDelta delta)
                Console.Write(delta.Text);
        }
    }

    public static async Task ListsAsync(AiBridgeClient client, CancellationToken cancellation)
    {
        await foreach (var interception in client.Interceptions.ListAsync(new InterceptionFilter { Status = "failed" }, cancellation))
            Console.WriteLine($"{interception.StartedAt:u} {interception.ProviderName} {interception.ErrorType}");

        await foreach (var happened in client.Interceptions.LiveAsync(cancellation: cancellation))
        {
            if (happened is LiveClosed closed)
                Console.WriteLine($"{closed.Interception.ProviderName} {closed.Interception.Model}: {closed.Interception.Status}");
        }
    }

    public static async Task ErrorsAsync(AiBridgeClient client, CancellationToken cancellation)
    {
        try
        {
            await client.Projects.CreateAsync(new ProjectBodyDto { Name = "Research" }, cancellation);
        }
        catch (AiBridgeException refused) when (refused.Code == "conflict")
        {
            Console.WriteLine(refused.Message);
        }
    }

    public static async Task ChangesAsync(AiBridgeClient client, CancellationToken cancellation)
    {
        var provider = await client.Providers.GetAsync("anthropic-eu", cancellation: cancellation);
        await client.Providers.UpdateAsync("anthropic-eu", new JsonObject { ["displayName"] = "Anthropic (EU)" }, provider.ETag, cancellation: cancellation);
    }

    public static void Register(IServiceCollection services, string token)
    {
        services.AddAiBridgeClient(options => (options.BaseAddress, options.Token) = (new Uri("https://ai.example.com"), token))
            .AddStandardResilienceHandler(resilience => resilience.Retry.DisableForUnsafeHttpMethods());
    }
}
