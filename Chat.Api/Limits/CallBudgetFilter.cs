using ServiceDefaults.Authentication;

namespace Chat.Api.Limits;

/// <summary>A request over HTTP is a call of its user, like one over the hub: <c>too-fast</c> where the user has none left.</summary>
internal sealed class CallBudgetFilter(Budgets budgets) : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        budgets.SpendCall(context.HttpContext.User.UserId());
        return next(context);
    }
}
