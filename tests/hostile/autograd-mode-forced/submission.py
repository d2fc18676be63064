def backprop(x):
    result = []

    def work():
        torch._C._set_grad_enabled(True)
        with torch.inference_mode(False), torch.enable_grad(), torch.set_grad_enabled(True):
            parameters = leaves()
            loss = loss_of(x)
            result.extend(torch._C._functions and torch.autograd.grad(loss, parameters))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    return result
