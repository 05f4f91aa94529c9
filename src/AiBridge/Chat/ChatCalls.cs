using AiBridge.Chat.Calls;
using AiBridge.Exchanges;
using AiBridge.Projects;
using AiBridge.Protocols.Chats;
using AiBridge.Providers;
using AiBridge.Providers.Queries;
using Yarp.ReverseProxy.Model;

namespace AiBridge.Chat;

/// <summary>
/// Asks a model for a caller, in the protocol of whom its project's chat asks, on the way of all requests: keys, limits, circuits, failover and
/// records are theirs. Knows no HTTP.
/// </summary>
internal sealed class ChatCalls(EndpointDataSource endpoints, IServiceProvider services, AiConfigQueries configs, ChatHabits habits)
{
    /// <summary>What the records call it.</summary>
    private const string Client = "chat";

    /// <summary>As many members and routes as a refusal may name.</summary>
    private const int MostTries = 4;

    private readonly Lazy<Endpoint> _pipeline = new(() => endpoints.Endpoints.First(endpoint => endpoint.Metadata.GetMetadata<RouteModel>() is not null));

    /// <summary>An answer, or why there is none; an answer may still fail while it comes.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="request">What.</param>
    /// <param name="left">The caller waits for it no longer.</param>
    /// <exception cref="RefusedException">400: there is no model; 403.</exception>
    public async Task<AskedChat> AskAsync(Caller caller, ChatRequest request, CancellationToken left)
    {
        caller.Demand(ChatOperations.Chat);
        var ai = configs.Effective(caller);
        if (ai.Instance is not { } instance)
            return new AskedChat(ai, null, ai.Provider is null ? ChatFailure.NoCredential : ChatFailure.NotSupported($"There is no provider {ai.Provider} that can be asked."));
        if (!instance.Type.CanChat)
            return new AskedChat(ai, null, ChatFailure.NotSupported($"The provider {ai.Provider} is of type {instance.Type.Name}, which cannot be asked by the chat."));
        if ((request.Model ?? ai.Model) is not { } model)
            throw RefusedException.Faulty([new("model", "is missing: neither the project's configuration nor the provider has a model")]);
        var prompt = new ChatPrompt(model, request.System, request.Messages, request.MaxTokens ?? ai.MaxTokens, request.Temperature, request.Stream);
        var answer = await AskAsync(caller, instance, prompt, left);
        return new AskedChat(ai, answer, answer.Failure);
    }

    /// <summary>Asks again the other way where a refusal names what was sent the one way; what helped is remembered.</summary>
    private async Task<ChatAnswer> AskAsync(Caller caller, ProviderInstance instance, ChatPrompt prompt, CancellationToken left)
    {
        var usual = habits.Of(instance, prompt.Model);
        var tried = new List<ChatHabit>();
        for (var habit = usual; ;)
        {
            tried.Add(habit);
            var answer = await SendAsync(caller, instance, prompt, habit, left);
            if (answer.Failure is null && habit != usual)
                habits.Learn(instance, prompt.Model, habit);
            if (answer.Failure is not { Status: StatusCodes.Status400BadRequest or StatusCodes.Status404NotFound or StatusCodes.Status422UnprocessableEntity }
                || tried.Count > MostTries || habit.Other(instance.Type, answer.ErrorText, prompt.Stream) is not { } other || tried.Contains(other))
                return answer;
            await answer.DisposeAsync();
            habit = other;
        }
    }

    private async Task<ChatAnswer> SendAsync(Caller caller, ProviderInstance instance, ChatPrompt prompt, ChatHabit habit, CancellationToken left)
    {
        var body = habit.Route.Protocol!.Chat!.Write(prompt with { OutputLimit = habit.OutputLimit, AsksForUsage = habit.AsksForUsage });
        var accept = prompt.Stream ? "text/event-stream" : "application/json";
        var call = new ProviderCall(_pipeline.Value, services, new InternalCall(caller, instance, habit.Route, Client), body, accept, left);
        try
        {
            return await ChatAnswer.BeginAsync(call, prompt.Model, left);
        }
        catch
        {
            await call.DisposeAsync();
            throw;
        }
    }
}

/// <param name="Ai">Whom was asked.</param>
/// <param name="Answer">Null where nobody was.</param>
/// <param name="Failure">Why there is no answer; null where there is one.</param>
internal sealed record AskedChat(EffectiveAi Ai, ChatAnswer? Answer, ChatFailure? Failure) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Answer?.DisposeAsync() ?? ValueTask.CompletedTask;
}
